papers-lead = Schreiben Sie in die markierten Felder. Was Sie nicht wissen, lassen Sie leer. Nichts ist Pflicht.
papers-lead-known = Was schon eingetragen ist, steht in blau hinterlegten Feldern oder unter „Schon eingetragen“. Bitte ändern Sie dort nur, was nicht stimmt.
papers-lead-numbers = Bei Zahlen sind auch „unbekannt“ und „nicht erhoben“ gute Antworten. Eine Null schreiben Sie nur, wenn es wirklich niemanden gibt. Unter „Stand“ steht der Tag, für den eine Zahl gilt, unter „Quelle“, wer gezählt hat; beides gilt für die ganze Zeile. Wenn Sie eine Zahl ändern, ändern Sie bitte auch ihren Stand.
papers-lead-rows = In Tabellen können Sie leere Zeilen füllen und in Word weitere anfügen. Überschriften und Fragen bitte nicht ändern, sonst lässt sich die Datei nicht mehr einlesen.
papers-only-if = Nur, wenn bei „{ $question }“ dies steht: { $answers }.
papers-only-if-not = Nicht, wenn bei „{ $question }“ dies steht: { $answers }.
papers-examples = Zum Beispiel: { $words }.
papers-municipalities = Amtliche Gemeindeschlüssel aus acht Ziffern, einer je Zeile.
papers-part = Angabe
papers-whole = Insgesamt
papers-number = Zahl
papers-day = Stand
papers-source = Quelle
papers-origin-day = Stand { $day }
papers-origin-source = Quelle: { $source }
papers-apart = Anders als in der Zeile angegeben – { $label }: { $origin }.
papers-known = Schon bekannt: { $lines }.
papers-passages = Textstellen der Zusammenfassung
papers-passages-help = Sie können den Wortlaut ändern und in den leeren Zeilen eigene Textstellen ergänzen. Kennung und Quelle bleiben bitte, wie sie sind. Was Sie hier leeren oder löschen, bleibt erhalten; entfernen lässt es sich nur in klappt.
papers-passage-code = Kennung
papers-passage-words = Wortlaut
papers-passage-source = Quelle
papers-about-what = Worum es geht
papers-about-questions = { $count ->
    [one] Eine Frage
   *[other] { $count } Fragen
} aus der { $aid } des Bündnisses { $alliance }
papers-about-book = { $aid } des Bündnisses { $alliance }: alle Fragen mit den Antworten, die schon eingetragen sind
papers-about-whom = Wer gefragt ist
papers-about-who = Wer fragt
papers-about-why = Wofür
papers-about-due = Bitte bis zum
papers-about-at = Stand der Datei
papers-about-back = Wohin damit
papers-about-back-link = Öffnen Sie den Link aus der E-Mail, die Sie bekommen haben, und wählen Sie „Lieber in Word oder Excel ausfüllen“. Dort lesen Sie die ausgefüllte Datei ein. Geht das nicht: { $mail }
papers-about-back-book = Öffnen Sie in klappt diese Arbeitshilfe, wählen Sie „Als Word- oder Excel-Datei“ und lesen Sie die ausgefüllte Datei dort ein. Ohne Zugang zu klappt: { $mail }
papers-about-back-mail = Schicken Sie die ausgefüllte Datei bitte per E-Mail an { $email }.
papers-about-back-office = Schicken Sie die ausgefüllte Datei bitte an die Geschäftsführende Stelle des Bündnisses.
papers-title = Als Datei ausfüllen
papers-lead-link = Sie können die Fragen auch in Word oder Excel beantworten und die Datei danach hier einlesen. Bevor etwas gespeichert wird, sehen Sie, was sich ändert.
papers-lead-office = Wer lieber eine Datei ausfüllt, bekommt sie von Ihnen per E-Mail. Lesen Sie die ausgefüllte Datei hier ein; die Antworten zählen als Beitrag der gefragten Person.
papers-lead-workbook = Alle Fragen mit den Antworten, die schon da sind, zum Weiterschreiben in Word oder Excel. Fragen, die Ihr Bündnis an anderer Stelle pflegt, stehen nicht in der Datei.
papers-download = 1. Datei herunterladen
papers-download-word = Word-Datei (.docx)
papers-download-excel = Excel-Datei (.xlsx)
papers-upload = 2. Ausgefüllte Datei einlesen
papers-held = Nach dem Einlesen sehen Sie zuerst, was sich ändert. Die Datei selbst wird nicht aufbewahrt; was darin steht, wartet auf Ihre Entscheidung und wird nach { $period } gelöscht.
papers-file = Ausgefüllte Datei
papers-file-help = Eine hier heruntergeladene .docx- oder .xlsx-Datei, höchstens 10 MB.
papers-waiting = Eingelesen, noch nicht entschieden
papers-waiting-one = { $file }, eingelesen am { $at }
papers-preview = Einlesen und ansehen
papers-no-file = Bitte wählen Sie zuerst eine Datei aus.
papers-too-slow = Die Datei kam nicht rechtzeitig an. Bitte versuchen Sie es noch einmal.
papers-unreadable = Das Formular kam nicht vollständig an. Bitte versuchen Sie es noch einmal.
papers-moved = Die Arbeitshilfe ist inzwischen in einer anderen Fassung. Bitte laden Sie die Datei neu herunter und übertragen Sie Ihre Antworten.
papers-preview-title = Was die Datei ändert
papers-preview-lead = { $changes ->
    [0] { $file } ändert nichts.
    [one] { $file }: Eine Antwort ist neu oder anders.
   *[other] { $file }: { $changes } Antworten sind neu oder anders.
} { $same ->
    [0] { "" }
    [one] Eine Antwort ist wie bisher.
   *[other] { $same } Antworten sind wie bisher.
} Gespeichert ist noch nichts.
papers-wrong = Diese Antworten passen nicht
papers-wrong-help = Sie werden nicht übernommen; an ihrer Stelle bleibt, was schon gespeichert ist. Alles andere können Sie unten übernehmen. Bitte tragen Sie das Fehlende von Hand ein, oder verbessern Sie die Datei und lesen Sie sie noch einmal ein.
papers-wrong-help-only = Sie werden nicht übernommen; an ihrer Stelle bleibt, was schon gespeichert ist. Bitte tragen Sie das Fehlende von Hand ein, oder verbessern Sie die Datei und lesen Sie sie noch einmal ein.
papers-wrong-typed = In der Datei steht:
papers-cell = Zeile { $row }, Spalte „{ $column }“
papers-cell-named = Zeile { $row } („{ $name }“), Spalte „{ $column }“
papers-cell-stays = Hier bleibt: { $words }
papers-cell-empty = Das Feld bleibt leer.
papers-beside = Stand und Quelle
papers-passage-place = Textstelle { $code }
papers-passage-gone = Diese Textstelle gibt es hier nicht mehr. Wenn Sie den Wortlaut brauchen, fügen Sie ihn bitte als eigene Textstelle hinzu.
papers-passage-one = { $question } – Textstelle
papers-passage-new = { $question } – neue Textstelle in eigenen Worten
papers-left-title = Aus der Datei übernommen
papers-left = { $count ->
    [one] Eine Angabe aus der Datei fehlt noch
   *[other] { $count } Angaben aus der Datei fehlen noch
}
papers-left-help = Was hier steht, passte nicht und ist nicht übernommen. Bitte tragen Sie es von Hand ein, oder verbessern Sie die Datei und lesen Sie sie noch einmal ein.
papers-left-home = Weiter zu den Antworten
papers-left-again = Datei noch einmal einlesen
papers-unsure = nicht alles passt, siehe oben
papers-newer = { $count ->
    [one] Eine Antwort ist hier neuer als in der Datei
   *[other] { $count } Antworten sind hier neuer als in der Datei
}
papers-newer-help = Sie wurden geändert, nachdem die Datei heruntergeladen war. In der Datei stehen sie noch wie damals; sie bleiben hier, wie sie sind.
papers-take-over = Übernehmen
papers-was = bisher
papers-will = aus der Datei
papers-empty = (leer)
papers-conflict = inzwischen auch hier geändert
papers-take = Angekreuzte Antworten übernehmen
papers-later = Später entscheiden
papers-remove = Nichts davon übernehmen
papers-nothing-ticked = Bitte kreuzen Sie mindestens eine Antwort an.
papers-changed = Inzwischen hat jemand eine dieser Antworten geändert. Bitte sehen Sie sich die Liste noch einmal an; gespeichert ist noch nichts.
papers-link = Lieber in Word oder Excel ausfüllen
papers-link-office = Als Word- oder Excel-Datei
done-papers-taken = Die Antworten aus der Datei sind übernommen.
done-papers-removed = Aus der Datei wurde nichts übernommen.
