# Sign-in by a central account.
sso-submit = Mit { $label } anmelden
sso-again = Noch einmal versuchen
sso-to-sign-in = Zur Anmeldung
sso-or = Oder mit E-Mail-Adresse und Passwort:
sso-ended = Beim zentralen Konto ({ $label }) sind Sie noch angemeldet. An einem gemeinsam genutzten Gerät melden Sie sich bitte auch dort ab.
sso-end = Auch bei { $label } abmelden

sso-denied = Anmeldung abgebrochen
sso-help-denied = Die Anmeldung mit { $label } wurde dort abgebrochen oder abgelehnt. In klappt hat sich nichts geändert.
sso-over = Diese Anmeldung gilt nicht mehr
sso-help-over = Die Anmeldung hat zu lange gedauert, wurde schon benutzt oder in einem anderen Fenster begonnen. Bitte beginnen Sie noch einmal.
sso-unreachable = { $label } antwortet nicht
sso-help-unreachable = klappt hat von der Anmeldung mit { $label } keine brauchbare Antwort bekommen. Bitte versuchen Sie es in ein paar Minuten noch einmal. Bleibt es dabei, hilft die Stelle, die klappt bei Ihnen betreibt.
sso-untrusted = Die Anmeldung ließ sich nicht bestätigen
sso-help-untrusted = Die Antwort der Anmeldung mit { $label } hat die Prüfung nicht bestanden. Zu Ihrem Schutz sind Sie nicht angemeldet. Bitte versuchen Sie es noch einmal. Bleibt es dabei, sagen Sie bitte der Stelle Bescheid, die klappt bei Ihnen betreibt.
sso-no-task = Ihr Konto ist bekannt, hat hier aber keine Aufgabe
sso-help-no-task = Die Anmeldung mit { $label } hat geklappt. Für klappt ist Ihnen dort aber keine Aufgabe zugeordnet, deshalb wurde hier kein Konto angelegt. Wenn Sie mit klappt arbeiten sollen, wenden Sie sich bitte an die Geschäftsführende Stelle Ihres Bündnisses oder an Ihre IT.
sso-no-address = Ihre E-Mail-Adresse ist nicht bestätigt
sso-help-no-address = Die Anmeldung mit { $label } hat geklappt, nennt aber keine bestätigte E-Mail-Adresse. klappt braucht sie, um Ihr Konto anzulegen. Bitte wenden Sie sich an Ihre IT.
sso-closed = Ihr Konto in klappt ist geschlossen
sso-help-closed = Die Anmeldung mit { $label } hat geklappt, Ihr Konto in klappt ist aber geschlossen. Wenn Sie wieder mit klappt arbeiten sollen, wenden Sie sich bitte an die Geschäftsführende Stelle Ihres Bündnisses.
sso-unused = Ihr Konto in klappt wartet noch auf Sie
sso-help-unused = Zu Ihrer E-Mail-Adresse gibt es in klappt schon ein Konto, aber noch ohne Passwort. Bitte legen Sie zuerst eines fest, mit dem Link in Ihrer Einladung oder unter „Passwort vergessen?“. Danach können Sie beide Konten verbinden, wenn Sie sich mit { $label } anmelden.

sso-link-title = Konten verbinden
sso-link-lead = Zu { $email } gibt es in klappt schon ein Konto. Mit Ihrem klappt-Passwort zeigen Sie, dass es Ihres ist.
sso-link-why = Das ist nur dieses eine Mal nötig. Danach melden Sie sich mit { $label } an; Ihre Rollen in klappt bleiben, wie sie sind. Zur Sicherheit bekommen Sie eine E-Mail.
sso-link-password = Ihr klappt-Passwort
sso-link-submit = Verbinden und anmelden
sso-link-wrong = Das ist nicht das Passwort dieses Kontos in klappt.

letter-sso-linked-subject = Ihr klappt-Konto ist jetzt mit einem zentralen Konto verbunden
letter-sso-linked-body =
    Guten Tag { $name },

    seit { $at } Uhr können Sie sich auch mit Ihrem zentralen Konto ({ $label }) bei klappt anmelden.

    Waren Sie das, müssen Sie nichts tun.

    Wenn Sie das nicht waren, ändern Sie bitte sofort Ihr Passwort und wenden Sie sich an die Stelle, die klappt bei Ihnen betreibt:
    { $link }
