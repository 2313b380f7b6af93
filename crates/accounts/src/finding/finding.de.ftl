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

done-sessions-and-tokens-ended = Alle Anmeldungen und Zugänge für Programme sind beendet.
