# Invitation, forgotten password, the letters that carry the links.
forgotten-title = Passwort vergessen
forgotten-help = Geben Sie die E-Mail-Adresse Ihres Kontos an. Wir senden Ihnen einen Link, mit dem Sie ein neues Passwort festlegen.
forgotten-submit = Link anfordern
forgotten-slow = Von diesem Anschluss wurden schon mehrere Links angefordert. Der nächste ist ab { $until } Uhr möglich.
forgotten-sent-title = Bitte sehen Sie in Ihr Postfach
forgotten-sent = Wenn es zu dieser Adresse ein Konto gibt, ist eine E-Mail mit einem Link unterwegs. Er gilt zwei Stunden und nur einmal.
forgotten-sent-help = Nichts angekommen? Sehen Sie auch im Spam-Ordner nach und prüfen Sie, ob Sie die Adresse angegeben haben, an die Ihre Einladung ging. Nach fünf Minuten können Sie den Link noch einmal anfordern.
link-to-sign-in = Zur Anmeldung

link-invitation-title = Willkommen bei klappt
link-invitation-help = Legen Sie ein Passwort fest. Danach melden Sie sich mit Ihrer E-Mail-Adresse und diesem Passwort an.
link-reset-title = Neues Passwort festlegen
link-reset-help = Legen Sie ein neues Passwort fest. Auf allen Geräten, auf denen Sie noch angemeldet sind, werden Sie abgemeldet.
link-over-title = Dieser Link gilt nicht mehr
link-over-help = Jeder Link gilt nur einmal und nur für begrenzte Zeit. Vielleicht haben Sie Ihr Passwort damit schon festgelegt, oder die Adresse wurde nicht vollständig übernommen.
link-over-new = Neuen Link anfordern

password-new = Neues Passwort
password-again = Neues Passwort wiederholen
password-help = Mindestens zwölf Zeichen. Ein paar Wörter hintereinander sind leichter zu merken als Sonderzeichen.
password-submit = Passwort speichern
password-too-short = Das Passwort hat { $is ->
    [0] noch keine Zeichen
    [one] ein Zeichen
   *[other] { $is } Zeichen
  }, nötig sind mindestens zwölf. Hängen Sie zum Beispiel noch ein Wort an.
password-too-long = Das Passwort hat { $is } Zeichen, möglich sind höchstens 200. Bitte kürzen Sie es.
password-is-email = Die eigene E-Mail-Adresse ist zu leicht zu erraten. Bitte wählen Sie ein anderes Passwort.
password-common = Dieses Passwort besteht fast nur aus Wörtern, Tastenfolgen oder Zahlen, die zuerst geraten werden. Hängen Sie zum Beispiel zwei Wörter an, die nichts miteinander zu tun haben.
password-about-oneself = Dieses Passwort besteht fast nur aus Ihrem Namen, Ihrer Adresse oder Ihrem Bündnis. Wer Sie kennt, probiert das zuerst. Bitte wählen Sie andere Wörter.
password-differs = Die beiden Eingaben unterscheiden sich. Bitte geben Sie dasselbe Passwort zweimal ein.
done-password-chosen = Ihr Passwort ist gespeichert. Bitte melden Sie sich damit an.

letter-operator-begins = Die Betriebsstelle
letter-operator-whom = die Betriebsstelle
letter-invitation-subject = Ihre Einladung zu klappt
letter-invitation-body =
    Guten Tag { $name },

    { $inviter } hat Sie zu klappt eingeladen, dem gemeinsamen Arbeitsplatz der Bündnisse von „Gemeinsam klappt's“.

    Ihre Rolle: { $role }

    Legen Sie hier Ihr Passwort fest:
    { $link }

    Der Link gilt bis { $until } Uhr und nur einmal. Ist er abgelaufen, bitten Sie { $whom } um eine neue Einladung oder benutzen Sie auf der Anmeldeseite „Passwort vergessen?“.

    Wenn Sie mit dieser Einladung nichts anfangen können, löschen Sie diese E-Mail bitte einfach.
letter-role-subject = Ihre neue Rolle in klappt
letter-role-body =
    Guten Tag { $name },

    { $inviter } hat Ihnen in klappt eine Rolle gegeben.

    Ihre Rolle: { $role }

    Sie melden sich wie gewohnt an:
    { $link }
letter-reset-subject = Neues Passwort für klappt
letter-reset-body =
    Guten Tag { $name },

    für Ihr Konto wurde ein neues Passwort angefordert. Legen Sie es hier fest:
    { $link }

    Der Link gilt bis { $until } Uhr und nur einmal.

    Wenn Sie das nicht waren, müssen Sie nichts tun: Ihr bisheriges Passwort gilt weiter.
letter-handover-subject = Übergabe in klappt
letter-handover-body =
    Guten Tag { $name },

    die Aufgaben von { $from } im Bündnis { $place } liegen jetzt bei Ihnen. Die Rollen gelten für Sie ab sofort, offene Arbeiten gehen an Sie über.

    Ihre Startseite:
    { $link }
letter-recovery-subject = Ein Wiederherstellungscode für klappt wurde benutzt
letter-recovery-body =
    Guten Tag { $name },

    am { $at } Uhr wurde einer Ihrer Wiederherstellungscodes benutzt, um sich bei klappt anzumelden oder etwas an Ihrem Konto zu ändern. { $left ->
        [0] Sie haben jetzt keinen mehr.
        [one] Sie haben jetzt noch einen.
       *[other] Sie haben jetzt noch { $left }.
    }

    Waren Sie das, müssen Sie nichts tun. Neue Codes bekommen Sie hier:
    { $link }

    Wenn Sie das nicht waren, ändern Sie bitte sofort Ihr Passwort, beenden Sie unter „Mein Konto“ alle Anmeldungen und lassen Sie sich neue Codes geben.
letter-factor-removed-subject = Ihr zweiter Faktor für klappt wurde entfernt
letter-factor-removed-body =
    Guten Tag { $name },

    { $by } hat den zweiten Faktor Ihres Kontos entfernt. Sie melden sich jetzt mit Ihrem Passwort allein an. Richten Sie bitte gleich einen neuen ein:
    { $link }

    Wenn Sie nicht darum gebeten haben, wenden Sie sich bitte an { $whom }.
letter-app-added-subject = Für Ihr klappt-Konto wurde eine Authenticator-App eingerichtet
letter-app-added-body =
    Guten Tag { $name },

    am { $at } Uhr wurde für Ihr Konto eine Authenticator-App eingerichtet. Bei der Anmeldung wird jetzt nach einem Code aus dieser App gefragt.

    Waren Sie das, müssen Sie nichts tun. Was eingerichtet ist, sehen Sie hier:
    { $link }

    Wenn Sie das nicht waren, kennt jemand Ihr Passwort. Legen Sie bitte sofort über „Passwort vergessen?“ ein neues fest und wenden Sie sich an Ihre Betriebsstelle.
letter-passkey-added-subject = Für Ihr klappt-Konto wurde ein Passkey eingerichtet
letter-passkey-added-body =
    Guten Tag { $name },

    am { $at } Uhr wurde für Ihr Konto der Passkey „{ $passkey }“ eingerichtet. Mit ihm kann man sich bei klappt anmelden.

    Waren Sie das, müssen Sie nichts tun. Was eingerichtet ist, sehen Sie hier:
    { $link }

    Wenn Sie das nicht waren, kennt jemand Ihr Passwort. Legen Sie bitte sofort über „Passwort vergessen?“ ein neues fest und wenden Sie sich an Ihre Betriebsstelle.
letter-factor-none = Sie melden sich jetzt mit Ihrem Passwort allein an.
letter-factor-rest = Bei der Anmeldung wird weiter nach einem zweiten Faktor gefragt.
letter-app-removed-subject = Die Authenticator-App Ihres klappt-Kontos wurde entfernt
letter-app-removed-body =
    Guten Tag { $name },

    am { $at } Uhr wurde die Authenticator-App Ihres Kontos entfernt. { $rest }

    Waren Sie das, müssen Sie nichts tun. Was eingerichtet ist, sehen Sie hier:
    { $link }

    Wenn Sie das nicht waren, kennt jemand Ihr Passwort. Legen Sie bitte sofort über „Passwort vergessen?“ ein neues fest und wenden Sie sich an Ihre Betriebsstelle.
letter-passkey-removed-subject = Ein Passkey Ihres klappt-Kontos wurde entfernt
letter-passkey-removed-body =
    Guten Tag { $name },

    am { $at } Uhr wurde der Passkey „{ $passkey }“ Ihres Kontos entfernt. { $rest }

    Waren Sie das, müssen Sie nichts tun. Was eingerichtet ist, sehen Sie hier:
    { $link }

    Wenn Sie das nicht waren, kennt jemand Ihr Passwort. Legen Sie bitte sofort über „Passwort vergessen?“ ein neues fest und wenden Sie sich an Ihre Betriebsstelle.
letter-recovery-renewed-subject = Ihre Wiederherstellungscodes für klappt wurden erneuert
letter-recovery-renewed-body =
    Guten Tag { $name },

    am { $at } Uhr wurden für Ihr Konto neue Wiederherstellungscodes ausgegeben. Die früheren gelten nicht mehr.

    Waren Sie das, müssen Sie nichts tun. Was eingerichtet ist, sehen Sie hier:
    { $link }

    Wenn Sie das nicht waren, kennt jemand Ihr Passwort. Legen Sie bitte sofort über „Passwort vergessen?“ ein neues fest und wenden Sie sich an Ihre Betriebsstelle.
letter-password-changed-subject = Ihr Passwort für klappt wurde geändert
letter-password-changed-body =
    Guten Tag { $name },

    am { $at } Uhr wurde für Ihr Konto ein neues Passwort festgelegt.

    Waren Sie das, müssen Sie nichts tun.

    Wenn Sie das nicht waren, legen Sie bitte sofort hier ein neues fest; damit enden auch alle Anmeldungen:
    { $link }
