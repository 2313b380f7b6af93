# Changing one's e-mail address.
address-title = E-Mail-Adresse ändern
address-now = Ihre Adresse
address-waiting = Noch nicht bestätigt
address-waiting-until = { $email } (der Link gilt bis { $until } Uhr)
address-help = Wir senden einen Link an die neue Adresse. Erst wenn Sie ihn bestätigen, gilt sie; bis dahin melden Sie sich wie bisher an. Auch an die bisherige Adresse geht eine Nachricht.
address-new = Neue E-Mail-Adresse
address-password = Ihr Passwort
address-submit = Link an die neue Adresse senden
address-back = Zurück zum Konto
address-same = Das ist schon Ihre E-Mail-Adresse. Bitte geben Sie die neue an.
address-wrong-password = Das ist nicht Ihr Passwort. Bitte geben Sie es noch einmal ein.
address-slow = Es wurden schon mehrere Links angefordert. Der nächste ist ab { $until } Uhr möglich.
address-confirm-title = Neue E-Mail-Adresse bestätigen
address-confirm-help = Mit dem Bestätigen gilt { $email } für Ihr Konto: Sie melden sich damit an und erhalten dort Ihre Nachrichten.
address-confirm-submit = Adresse bestätigen
address-over-help = Jeder Link gilt nur einmal und nur zwei Tage. Vielleicht haben Sie die Adresse schon bestätigt, oder sie wird inzwischen von einem anderen Konto benutzt.
address-over-new = Neuen Link anfordern
done-address-asked = Bitte sehen Sie in das Postfach der neuen Adresse. Der Link darin gilt zwei Tage und nur einmal.
done-address-changed = Ihre neue E-Mail-Adresse gilt ab sofort.

letter-address-subject = Ihre neue E-Mail-Adresse für klappt
letter-address-body =
    Guten Tag { $name },

    für Ihr Konto bei klappt wurde diese E-Mail-Adresse angegeben. Bestätigen Sie sie hier:
    { $link }

    Der Link gilt bis { $until } Uhr und nur einmal. Bis dahin melden Sie sich mit Ihrer bisherigen Adresse an.

    Wenn Sie damit nichts anfangen können, löschen Sie diese E-Mail bitte einfach.
letter-address-taken-subject = Ihre E-Mail-Adresse und klappt
letter-address-taken-body =
    Guten Tag,

    jemand wollte diese E-Mail-Adresse für ein Konto bei klappt angeben. Zu dieser Adresse gibt es aber schon ein Konto. Es wurde nichts geändert.

    Haben Sie selbst zwei Konten? Dann melden Sie sich mit dem an, zu dem diese Adresse gehört:
    { $link }

    Sonst müssen Sie nichts tun.
letter-address-notice-subject = Eine neue E-Mail-Adresse für Ihr Konto bei klappt
letter-address-notice-body =
    Guten Tag { $name },

    für Ihr Konto bei klappt wurde eine neue E-Mail-Adresse angegeben. Sobald sie bestätigt ist, melden Sie sich mit ihr an und erhalten dort Ihre Nachrichten.

    Waren Sie das, müssen Sie hier nichts tun.

    Wenn Sie das nicht waren, kennt jemand Ihr Passwort. Ändern Sie es bitte sofort und beenden Sie alle anderen Anmeldungen:
    { $link }
