# Lasting ways in for programs.
tokens-title = Zugänge für Programme
tokens-count = { $count ->
    [0] Sie haben keinem Programm einen Zugang gegeben.
    [one] Ein Programm hat einen Zugang in Ihrem Namen.
   *[other] { $count } Programme haben einen Zugang in Ihrem Namen.
  }
tokens-about = Mit einem Zugang liest oder schreibt ein Programm über die Schnittstelle (API) in Ihrem Namen, zum Beispiel eine Tabelle, die sich selbst auffrischt. Es darf nie mehr als Sie selbst: Endet Ihre Rolle, endet auch sein Recht. Konten, Rollen, Anmeldungen und das Protokoll öffnet kein Zugang.
tokens-none = Noch kein Zugang.
tokens-description = Was ein Programm fragen und eintragen kann, beschreibt eine Datei nach dem Standard OpenAPI.
tokens-description-file = Beschreibung der Schnittstelle (JSON)
tokens-name = Name
tokens-name-help = Woran Sie das Programm wiedererkennen, zum Beispiel „Monatsbericht der Statistikstelle“.
tokens-place = Wo
tokens-place-land = Landesweit
tokens-place-help = Ein Bündnis: was Sie dort dürfen. „Landesweit“: was zu keinem einzelnen Bündnis gehört, zum Beispiel die Ergebnisse aller Bündnisse, soweit Ihre Rollen sie zeigen.
tokens-writes = Umfang
tokens-scope = { $place }: { $writes }
tokens-can-read = nur lesen
tokens-can-write = lesen und schreiben
tokens-days = Gilt
tokens-days-for = { $days } Tage
tokens-days-help = Danach legen Sie einen neuen an. Eine Woche vorher erinnert Sie eine E-Mail.
tokens-password = Ihr Passwort
tokens-password-help = Zur Sicherheit noch einmal: So kann niemand einen Zugang anlegen, der nur kurz an Ihrem Gerät sitzt.
tokens-wrong-password = Das ist nicht Ihr Passwort. Bitte geben Sie es noch einmal ein.
tokens-new = Neuer Zugang
tokens-submit = Zugang anlegen
tokens-beginning = Beginnt mit
tokens-made = Angelegt
tokens-used = Zuletzt benutzt
tokens-never = noch nie
tokens-until = Gilt bis
tokens-is-over = abgelaufen am { $until } Uhr
tokens-end = Beenden
tokens-remove = Aus der Liste nehmen
tokens-too-many = Mehr als zwanzig Zugänge gehen nicht. Bitte beenden Sie zuerst einen.
tokens-no-place = Ihre Rollen öffnen Programmen zurzeit nichts. Sobald Sie eine Rolle in einem Bündnis oder auf Landesebene haben, können Sie hier einen Zugang anlegen.
tokens-resting = Eine Ihrer Rollen ruht, bis Sie die Anmeldung absichern. Vorher können Sie keinen Zugang anlegen: Er dürfte sonst mehr als diese Anmeldung.
tokens-shown-title = Ihr neuer Zugang
tokens-shown-help = Kopieren Sie den Zugangsschlüssel jetzt in Ihr Programm. klappt zeigt ihn nur dieses eine Mal; gespeichert ist nur ein Prüfwert. Geben Sie ihn niemandem: Wer ihn hat, handelt in Ihrem Namen.
tokens-shown-key = Zugangsschlüssel
tokens-shown-copy = Ins Feld klicken, alles markieren (Strg+A), kopieren (Strg+C).
tokens-shown-use = So zeigt ein Programm den Schlüssel, hier mit der Frage, was er öffnet:
tokens-shown-done = Ich habe den Schlüssel übernommen
done-token-ended = Der Zugang ist beendet. Das Programm kommt ab sofort nicht mehr herein.
done-token-made-already = Dieser Zugang ist schon angelegt. Sein Schlüssel wird nur einmal gezeigt: Haben Sie ihn nicht übernommen, beenden Sie den Zugang und legen Sie einen neuen an.

letter-token-made-subject = Ein neuer Zugang für ein Programm bei klappt
letter-token-made-body =
    Guten Tag { $name },

    in Ihrem Namen wurde bei klappt ein Zugang für ein Programm angelegt: „{ $token }“ ({ $beginning }…).

    Umfang: { $scope }
    Gilt bis: { $until } Uhr

    Waren Sie das, müssen Sie nichts tun.

    Wenn Sie das nicht waren, beenden Sie den Zugang bitte sofort und ändern Sie Ihr Passwort:
    { $link }
letter-token-ends-subject = Ein Zugang für ein Programm endet bald
letter-token-ends-body =
    Guten Tag { $name },

    Ihr Zugang „{ $token }“ ({ $beginning }…) bei klappt gilt noch bis { $until } Uhr. Danach kommt das Programm nicht mehr herein.

    Brauchen Sie ihn weiter, legen Sie bitte rechtzeitig einen neuen an und tragen Sie ihn in das Programm ein:
    { $link }
