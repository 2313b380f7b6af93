papers-lead = Schreiben Sie in die markierten Felder. Was Sie nicht wissen, lassen Sie leer. Nichts ist Pflicht.
papers-lead-numbers = Bei Zahlen sind auch „unbekannt“ und „nicht erhoben“ gute Antworten. Eine Null schreiben Sie nur, wenn es wirklich niemanden gibt.
papers-lead-rows = In Tabellen können Sie leere Zeilen füllen und in Word weitere anfügen. Überschriften und Fragen bitte nicht ändern, sonst lässt sich die Datei nicht mehr einlesen.
papers-only-if = Nur, wenn bei „{ $question }“ dies steht: { $answers }.
papers-only-if-not = Nicht, wenn bei „{ $question }“ dies steht: { $answers }.
papers-examples = Zum Beispiel: { $words }.
papers-municipalities = Amtliche Gemeindeschlüssel aus acht Ziffern, einer je Zeile.
papers-part = Angabe
papers-whole = Insgesamt
papers-title = Als Datei ausfüllen
papers-file-lead = Sie können die Fragen auch in Word oder Excel beantworten und die Datei danach hier einlesen. Bevor etwas gespeichert wird, sehen Sie, was sich ändert.
papers-download = 1. Datei herunterladen
papers-download-word = Word-Datei (.docx)
papers-download-excel = Excel-Datei (.xlsx)
papers-upload = 2. Ausgefüllte Datei einlesen
papers-file = Ausgefüllte Datei
papers-file-help = Eine hier heruntergeladene .docx- oder .xlsx-Datei, höchstens 10 MB. Sie wird gelesen und nicht aufbewahrt.
papers-preview = Einlesen und ansehen
papers-no-file = Bitte wählen Sie zuerst eine Datei aus.
papers-too-slow = Die Datei kam nicht rechtzeitig an. Bitte versuchen Sie es noch einmal.
papers-unreadable = Das Formular kam nicht vollständig an. Bitte versuchen Sie es noch einmal.
papers-preview-title = Was die Datei ändert
papers-preview-lead = { $changes ->
    [0] Die Datei ändert nichts.
    [one] Eine Antwort ist neu oder anders.
   *[other] { $changes } Antworten sind neu oder anders.
} { $same ->
    [0] { "" }
    [one] Eine ist wie bisher.
   *[other] { $same } sind wie bisher.
} Gespeichert ist noch nichts.
papers-faults = Diese Antworten passen nicht
papers-faults-help = Sie werden nicht übernommen. Bitte tragen Sie sie von Hand ein.
papers-was = bisher
papers-will = aus der Datei
papers-empty = (leer)
papers-back = Zurück
papers-take = Angekreuzte Antworten übernehmen
papers-link = Lieber in Word oder Excel ausfüllen
papers-link-office = Als Word- oder Excel-Datei
done-papers-taken = Die Antworten sind übernommen.
done-papers-taken-partly = Übernommen. Einige Antworten wurden inzwischen anderswo geändert und sind geblieben, wie sie waren. Lesen Sie die Datei noch einmal ein, um sie zu vergleichen.
