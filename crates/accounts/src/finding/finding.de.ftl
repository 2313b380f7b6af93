# Die Betriebsstelle findet ein Konto, um seiner Inhaberin oder seinem Inhaber zu helfen.
finding-title = Konto suchen
finding-lead = Hier finden Sie das Konto einer Person aus irgendeinem Bündnis, wenn sie Hilfe braucht: weil sie gelöscht werden möchte oder ein Gerät verloren hat. Jede Suche wird im Protokoll vermerkt.
finding-help = Mindestens drei Buchstaben des Namens oder der E-Mail-Adresse.
finding-too-wide = Bitte geben Sie mindestens drei Buchstaben oder Ziffern ein.
finding-found = Gefundene Konten
finding-cut = Es gibt mehr als { $most } Treffer. Geben Sie mehr vom Namen oder von der Adresse ein.
finding-roles-help = Rollen in einem Bündnis vergibt und beendet seine Geschäftsführende Stelle.
finding-sessions = Anmeldungen beenden
finding-sessions-help = Wenn jemand anderes angemeldet sein könnte, etwa mit einem verlorenen Gerät: Alle Anmeldungen und alle Zugänge für Programme dieses Kontos enden sofort. Das Passwort bleibt; ein neues wählt die Person über „Passwort vergessen?“.
finding-sessions-submit = Alle Anmeldungen jetzt beenden
finding-factor = Zweiter Faktor
finding-factor-none = nicht eingerichtet
finding-factor-passkeys = { $count ->
    [one] ein Passkey
   *[other] { $count } Passkeys
}
finding-factor-remove = Zweiten Faktor entfernen
finding-factor-help = Wenn jemand Telefon, Passkey und Wiederherstellungscodes verloren hat und sich deshalb nicht mehr anmelden kann.
finding-factor-effect = { $name } meldet sich danach mit dem Passwort allein an. App, Passkeys und Wiederherstellungscodes gelten nicht mehr. Alle Anmeldungen und alle Zugänge für Programme dieses Kontos enden sofort.
finding-factor-effect-more = Rollen, die einen zweiten Faktor brauchen, ruhen, bis ein neuer eingerichtet ist. { $name } erhält eine E-Mail darüber.
finding-factor-sure = Vergewissern Sie sich zuerst, dass die Bitte von { $name } selbst kommt, zum Beispiel mit einem Rückruf unter einer Nummer, die Sie schon kennen.
finding-factor-reason = Grund
finding-factor-reason-lost = Gerät verloren, gestohlen oder defekt
finding-factor-reason-new = Neues Gerät, der zweite Faktor wurde nicht übertragen
finding-factor-reason-strange = Jemand anderes könnte den zweiten Faktor haben
finding-factor-needs-reason = Bitte wählen Sie den Grund. Er steht danach im Protokoll.
finding-factor-submit = Zweiten Faktor jetzt entfernen
finding-factor-own = Ihren eigenen zweiten Faktor entfernen Sie unter „Mein Konto“, „Anmeldung absichern“. Haben Sie ihn verloren, hilft jemand anderes von der Betriebsstelle.

done-factor-removed = Der zweite Faktor ist entfernt, alle Anmeldungen sind beendet. Eine E-Mail an die Person ist unterwegs.
done-sessions-and-tokens-ended = Alle Anmeldungen und Zugänge für Programme sind beendet.
