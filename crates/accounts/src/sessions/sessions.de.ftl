# Signing in and out.
sign-in-title = Anmelden
sign-in-email = E-Mail-Adresse
sign-in-password = Passwort
sign-in-submit = Anmelden
sign-in-passkey = Mit Passkey anmelden, ohne Passwort
sign-in-forgotten = Passwort vergessen?
sign-in-no-account = Noch kein Konto? Ihr Zugang kommt mit einer Einladung: im Bündnis von der Geschäftsführenden Stelle, auf Landesebene von der Betriebsstelle.
sign-in-wrong = E-Mail-Adresse und Passwort passen nicht zusammen. Bitte prüfen Sie beide Angaben oder legen Sie unter „Passwort vergessen?“ ein neues Passwort fest.
sign-in-slow = Es gab zu viele Versuche hintereinander. Zu Ihrem Schutz geht es erst am { $until } Uhr weiter. Ein neues Passwort können Sie schon jetzt anfordern.
done-signed-out = Sie sind abgemeldet.
done-signed-out-here = Sie sind in klappt abgemeldet.

letter-device-subject = Neue Anmeldung bei klappt
letter-device-unknown = unbekannt (zum Beispiel ein Programm)
letter-device-body =
    Guten Tag { $name },

    am { $at } Uhr hat sich jemand mit Ihrem Konto bei klappt angemeldet, mit einem Gerät, das in den letzten { $days } Tagen nicht dabei war.

    Browser und System: { $device }

    Waren Sie das, müssen Sie nichts tun.

    Wenn Sie das nicht waren, kennt jemand Ihr Passwort. Ändern Sie es bitte sofort und beenden Sie alle anderen Anmeldungen:
    { $link }

passkey-title = Mit Passkey anmelden
passkey-with-password = Mit Passwort anmelden
passkey-unknown = Dieser Passkey ist hier nicht bekannt oder wurde nicht bestätigt. Bitte versuchen Sie es noch einmal oder melden Sie sich mit Ihrem Passwort an.

second-title = Zweiter Schritt
second-code = Code aus der App
second-code-help = Sechs Ziffern, die alle 30 Sekunden wechseln. Stattdessen können Sie einen Ihrer Wiederherstellungscodes eingeben.
second-recovery = Wiederherstellungscode
second-recovery-help = Wenn Ihr Passkey nicht zur Hand ist: einer der zehn Codes, die Sie beim Einrichten bekommen haben. Jeder gilt einmal.
second-passkey-help = Bestätigen Sie die Anmeldung mit Ihrem Passkey: mit Fingerabdruck, Gesicht, PIN oder Sicherheitsschlüssel.
second-passkey-submit = Mit Passkey anmelden
second-lost = Weder App noch Passkey noch Wiederherstellungscodes zur Hand? Dann hilft die Betriebsstelle: Sie kann den zweiten Faktor entfernen und beendet damit alle Ihre Anmeldungen.
second-again = Noch einmal von vorn
second-wrong-code = Dieser Code passt nicht. Jeder Code gilt nur einmal und nur kurz: Warten Sie auf den nächsten und prüfen Sie, ob die Uhr Ihres Geräts richtig geht.
second-wrong-credential = Dieser Passkey gehört nicht zu Ihrem Konto oder wurde nicht bestätigt. Bitte versuchen Sie es noch einmal oder geben Sie einen Code ein.
second-slow = Es gab zu viele Versuche hintereinander. Zu Ihrem Schutz geht es erst am { $until } Uhr weiter.
second-over = Der zweite Schritt hat zu lange gedauert oder ist schon erledigt. Bitte melden Sie sich noch einmal an.
passkey-failed = Das hat nicht geklappt: Der Browser hat keinen Passkey benutzt. Bitte versuchen Sie es noch einmal.
passkey-no-script = Passkeys brauchen JavaScript, das in Ihrem Browser ausgeschaltet ist. Eine Authenticator-App geht auch ohne.
passkey-too-old = Ihr Browser kann noch keine Passkeys. Eine Authenticator-App geht auch so.
