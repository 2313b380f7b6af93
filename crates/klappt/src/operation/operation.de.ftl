# Was die Betriebsstelle morgens ansieht.
operation-title = Betrieb
operation-lead = So steht die Installation gerade. Inhalte der Bündnisse sehen Sie hier nicht.
operation-works = Alles in Ordnung: klappt nimmt Eingaben an und speichert sie.
operation-lacks-database = Die Datenbank antwortet nicht. Prüfen Sie den Datenbankserver; danach geht es von selbst weiter.
operation-lacks-migrations = Die Datenbank passt nicht zu dieser Fassung von klappt. Führen Sie „klappt migrate“ aus.
operation-lacks-disk = Es lässt sich nichts speichern: Die Platte ist voll oder nicht beschreibbar. Schaffen Sie Platz; danach geht es von selbst weiter.
operation-lacks-jobs = Aufträge bleiben liegen, E-Mails gehen nicht hinaus. Prüfen Sie den Mailserver und das Betriebsprotokoll.
operation-check-help = Genauer prüft „klappt check“ auf dem Server.
operation-mail = E-Mails und Aufträge
operation-letters = E-Mails, die noch warten
operation-jobs = Aufträge, die noch warten
operation-due = Der älteste wartet seit
operation-minutes = { $count ->
    [one] einer Minute
   *[other] { $count } Minuten
  }
operation-given-up = In 30 Tagen aufgegeben
operation-given-up-help = Nach acht Versuchen gibt klappt einen Auftrag auf. Warum, steht im Betriebsprotokoll.
operation-bounced = In 30 Tagen zurückgekommen
operation-demo-mail = In der Demo verlässt keine E-Mail den Rechner.
operation-accounts = Konten
operation-accounts-open = Offene Konten
operation-accounts-waiting = davon eingeladen, noch ohne Passwort
operation-accounts-without-role = davon ohne Rolle
operation-sessions = Angemeldet
operation-accounts-statewide = Landesweite Konten verwalten
operation-accounts-find = Konto aus einem Bündnis suchen
operation-safety = Sicherung und Protokoll
operation-backup = Letzte Sicherung
operation-backup-at = { $at }, vor { $hours ->
    [0] weniger als einer Stunde
    [one] einer Stunde
   *[other] { $hours } Stunden
  }
operation-backup-never = noch keine
operation-backup-late = Erwartet wird eine Sicherung am Tag. Prüfen Sie „klappt backup“ und seinen Zeitplan.
operation-audit-last = Letzter Eintrag im Protokoll
operation-audit-line = Nr. { $number }, { $at }
operation-audit-none = noch keiner
operation-audit-noted = Außerhalb der Datenbank vermerkt
operation-audit-noted-to = bis Nr. { $number }
operation-audit-noted-none = seit dem Start noch nichts
operation-audit-help = Ob das Protokoll lückenlos ist, prüft „klappt audit verify“ auf dem Server.
operation-audit-read = Protokoll der Installation lesen
operation-versions = Fassungen
operation-version = klappt
operation-engine = Datenbank
operation-migrations = Schritte im Aufbau der Datenbank
operation-more = Weitere Aufgaben
operation-territory = Gebiete und Kommunen
operation-legal = Impressum und Datenschutzhinweis bearbeiten
