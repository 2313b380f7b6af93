# Erasing an account.
erasure-title = Konto löschen
erasure-lead = Ihr Konto wird sofort und endgültig gelöscht. Das lässt sich nicht rückgängig machen.
erasure-goes = Was gelöscht wird
erasure-goes-account = Ihr Name, Ihre E-Mail-Adresse ({ $email }), Ihr Passwort und alle Anmeldungen, auch im Verlauf
erasure-goes-letters = E-Mails an Sie, die noch nicht verschickt sind
erasure-goes-role = Ihre Rolle endet heute: { $role }
erasure-stays = Was bleibt
erasure-stays-work = Was Sie in klappt eingetragen haben, gehört dem Bündnis und bleibt. Im Verlauf steht statt Ihres Namens „gelöschtes Konto“.
erasure-stays-contacts = Stehen Sie als Ansprechperson im Verzeichnis, entfernt Sie dort die Geschäftsführende Stelle. Bitte sagen Sie ihr Bescheid.
erasure-stays-backups = In Sicherungen stehen Ihre Daten verschlüsselt, bis die Sicherungen gelöscht werden. Wird eine zurückgespielt, löscht klappt Ihr Konto erneut.
erasure-take-along = Vorher ansehen und mitnehmen, was über Sie gespeichert ist
erasure-password = Ihr Passwort
erasure-password-help = Damit niemand anders Ihr Konto löscht.
erasure-submit = Konto jetzt endgültig löschen
erasure-keep = Konto behalten
erasure-wrong-password = Das ist nicht Ihr Passwort. Bitte geben Sie es noch einmal ein.
done-account-erased = Das Konto ist gelöscht.
