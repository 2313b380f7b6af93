# Bearbeitung einer Arbeitshilfe: Abschnitte, Fragen, Verlauf, Ausdruck
workbooks-title = Arbeitshilfen
workbooks-lead = Alle Arbeitshilfen Ihres Bündnisses und wie weit sie sind.
workbooks-empty-title = Noch keine Arbeitshilfe
workbooks-empty-help = Sobald das Land eine Arbeitshilfe bereitstellt, können Sie hier beginnen.
workbooks-next-begin = Beginnen
workbooks-next-go-on = Weiterarbeiten
workbooks-next-submit = Kurzfassung ansehen und abgeben
workbooks-next-look = Ansehen
workbook-untouched = Noch nichts eingetragen. Beginnen Sie, wo Sie möchten.
workbook-changed = Zuletzt geändert am { $at }
workbook-changed-by = Zuletzt geändert am { $at } von { $name }
workbook-due = Bitte abgeben bis { $day }
workbook-extended = verlängert
workbook-late = überfällig
workbook-came-late = nach der Frist
workbook-request-outstanding = noch nichts abgegeben
workbook-request-partial = teilweise abgegeben
workbook-request-complete = vollständig abgegeben
workbook-request-declined = Teilnahme abgelehnt
workbook-newer = Es gibt eine neue Fassung dieser Arbeitshilfe (Fassung { $version }). Ihre Antworten können Sie übernehmen.
workbook-newer-look = Ansehen, was sich ändert
workbook-sections = Abschnitte
workbook-state-empty = noch leer
workbook-state-begun = begonnen
workbook-state-complete = vollständig
workbook-progress = { $asked ->
    [one] { $answered } von 1 Frage beantwortet
   *[other] { $answered } von { $asked } Fragen beantwortet
  }
workbook-begin-at = Beginnen bei Abschnitt { $section }
workbook-go-on-at = Weiter bei Abschnitt { $section }
workbook-to-submission = Kurzfassung ansehen und abgeben
workbook-see-submission = Kurzfassung ansehen
workbook-to-print = Zum Drucken
workbook-to-assignments = Fragen verteilen
workbook-hints = Hinweise
workbook-hints-help = Hinweise sind Anregungen. Sie können auch so abgeben.
workbook-guidance = Gut zu wissen
workbook-left-over = Frühere Antworten ohne Platz in dieser Fassung
workbook-left-over-help = Diese Antworten zählen nicht mehr mit, bleiben aber lesbar.
workbook-to-overview = Zur Übersicht der Arbeitshilfe

workbook-questions = Fragen dieses Abschnitts
workbook-read-only = Sie können diese Antworten lesen. Ändern kann sie die Geschäftsführende Stelle.
workbook-each-saved = Ohne JavaScript hat jedes Feld seinen eigenen Knopf „Speichern“. Bitte speichern Sie ein Feld, bevor Sie das nächste ausfüllen.
workbook-leaves = verlässt das Bündnis
workbook-leaves-partly = verlässt zum Teil das Bündnis
workbook-added = Ergänzung
workbook-added-means = steht so nicht in der gedruckten Arbeitshilfe
workbook-answered-by = Weiß meist: { $who }
workbook-see = Siehe { $number }
workbook-suggestions = Vorschläge zum Übernehmen
workbook-no-answer = keine Angabe
workbook-saved = gespeichert { $at }
workbook-row = Zeile { $number }
workbook-unanswered = noch keine Angabe
workbook-earlier = Antwort aus einer früheren Fassung, die hier nicht mehr passt:
workbook-steps = Weiter in der Arbeitshilfe
workbook-previous = Zurück: { $title }
workbook-next = Weiter: { $title }

workbook-figure-number = Zahl
workbook-figure-absence = { $label }: Zahl, unbekannt oder nicht erhoben
workbook-figure-more = Stand und Quelle angeben
workbook-figure-as-of = Stand (leer heißt heute)
workbook-figure-source = Quelle
workbook-figure-split = nach { $by } aufteilen
workbook-figure-split-help = Bekannt ist oft nur ein Teil. Statt einer Zahl können Sie auch „unbekannt“ oder „nicht erhoben“ schreiben. Stand und Quelle sind die der Zahl links.
workbook-figure-whole = Insgesamt
workbook-figure-before = Stand { $day }: { $number } übernehmen
workbook-figure-other = { $alliance }, Stand { $day }: { $number } übernehmen

workbook-history = Verlauf
workbook-history-title = Verlauf einer Antwort
workbook-history-back = Zurück zur Frage
workbook-history-empty = Zu dieser Frage wurde noch nichts gespeichert.
workbook-history-first = eingetragen
workbook-history-changed = geändert
workbook-history-emptied = geleert
workbook-history-erased = geändert, die Werte wurden gelöscht
workbook-history-before = vorher
workbook-history-after = nachher
workbook-history-again = Vorherige Antwort wieder übernehmen

workbook-print-as-of = Stand: { $at } · Fassung { $version } der Arbeitshilfe
workbook-print-help = Mit der Druckfunktion Ihres Browsers kommt diese Seite auf Papier. Fragen, die nach Ihren Antworten entfallen, sind weggelassen.
workbook-signatures = Unterschriften
workbook-check-free = Zeile { $row }: Es sind mehr Plätze frei ({ $free }) als vorhanden ({ $places }). Bitte prüfen Sie die Zahlen.
workbook-signature-office = Ort, Datum, Geschäftsführende Stelle
workbook-signature-lead = Ort, Datum, federführendes Mitglied des Verwaltungsvorstands

workbook-incomplete = Dem Formular fehlt das Feld, um das es geht. Bitte laden Sie die Seite neu und versuchen Sie es noch einmal.
workbook-moved = Diese Arbeitshilfe wurde inzwischen auf eine andere Fassung umgestellt. Bitte laden Sie die Seite neu.
workbook-carry-assignments = { $count ->
    [one] Eine offene Zuarbeit bleibt in ihrer Fassung. Was kommt, geht nicht verloren.
   *[other] { $count } offene Zuarbeiten bleiben in ihrer Fassung. Was kommt, geht nicht verloren.
  }
workbook-carry-title = Neue Fassung der Arbeitshilfe
workbook-carry-lead = So unterscheidet sich Fassung { $to } von Ihrer Fassung { $from }.
workbook-carry-there = Sie arbeiten schon mit Fassung { $to }. Das hat sich gegenüber Fassung { $from } geändert.
workbook-carry-changes = Änderungen
workbook-carry-none = Die Fragen sind gleich geblieben.
workbook-carry-help = Ihre Antworten bleiben erhalten. Was nicht mehr passt, steht danach lesbar neben seiner Frage. Zurück zur alten Fassung geht es nicht.
workbook-carry-do = Auf Fassung { $to } umstellen
workbook-change-added = Neue Frage
workbook-change-removed = Frage entfällt
workbook-change-reworded = Anders formuliert
workbook-change-option-gone = Eine Antwortmöglichkeit entfällt
workbook-change-type = Wird anders abgefragt
workbook-change-too-long = Ihre Antwort ist für die neue Fassung zu lang

answer-too-long = Der Text ist zu lang: { $length } Zeichen, erlaubt sind { $max }. Bitte kürzen Sie ihn.
answer-control-characters = Der Text enthält unsichtbare Steuerzeichen. Bitte geben Sie ihn neu ein oder fügen Sie ihn ohne Formatierung ein.
answer-not-a-number = Bitte geben Sie eine ganze Zahl ab 0 an, zum Beispiel 1250. Wenn Sie die Zahl nicht kennen, schreiben oder wählen Sie „unbekannt“ oder „nicht erhoben“.
answer-number-and-absence = Hier stehen eine Zahl und zugleich, dass es keine gibt. Bitte geben Sie nur eins von beiden an.
answer-number-too-large = Diese Zahl ist zu groß. Möglich sind Zahlen bis { $max }.
answer-unknown-option = Diese Antwort steht nicht zur Auswahl. Bitte wählen Sie eine der angebotenen.
answer-too-many = Das sind zu viele Einträge. Möglich sind höchstens { $max }.
answer-malformed = Diese Eingabe passt nicht zu diesem Feld. Bitte laden Sie die Seite neu und versuchen Sie es noch einmal.
answer-in-cell = Zeile { $row }, Spalte „{ $column }“: { $fault }

done-workbook-carried = Die Arbeitshilfe ist auf die neue Fassung umgestellt. Ihre Antworten sind übernommen.
