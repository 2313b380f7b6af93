# Signing in and out.
sign-in-title = Anmelden
sign-in-email = E-Mail-Adresse
sign-in-password = Passwort
sign-in-submit = Anmelden
sign-in-forgotten = Passwort vergessen?
sign-in-no-account = Noch kein Konto? Ihr Zugang kommt mit einer Einladung: im Bündnis von der Geschäftsführenden Stelle, auf Landesebene von der Betriebsstelle.
sign-in-wrong = E-Mail-Adresse und Passwort passen nicht zusammen. Bitte prüfen Sie beide Angaben oder legen Sie unter „Passwort vergessen?“ ein neues Passwort fest.
sign-in-slow = Es gab zu viele Versuche hintereinander. Zu Ihrem Schutz geht es erst am { $until } Uhr weiter. Ein neues Passwort können Sie schon jetzt anfordern.
done-signed-out = Sie sind abgemeldet.
