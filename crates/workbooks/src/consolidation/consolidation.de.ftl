# Beiträge abstimmen: nebeneinander sehen, besprechen, eine Antwort festhalten.
consolidation-review = Abstimmen
consolidation-title = Beiträge abstimmen
consolidation-lead = Hier stehen die Fragen, zu denen Sie andere gefragt haben. Aus den Beiträgen wird die abgestimmte Antwort des Bündnisses.
consolidation-waiting = { $count ->
    [0] nichts wartet
    [one] 1 Frage wartet
   *[other] { $count } Fragen warten
}
consolidation-search = Nummer, Frage oder Abschnitt
consolidation-state = Stand
consolidation-all-states = Alle
consolidation-state-waiting = noch keine Antwort
consolidation-state-ready = wartet auf Abstimmung
consolidation-state-agreed = abgestimmt
consolidation-state-new = neuer Beitrag
consolidation-state-changed = Beitrag hat sich geändert
consolidation-question = Frage
consolidation-answers = Beiträge
consolidation-counted = { $answered } von { $asked }
consolidation-empty-title = Noch niemand gefragt
consolidation-empty-help = Verteilen Sie zuerst Fragen. Sobald jemand geantwortet hat, stehen die Beiträge hier nebeneinander.
consolidation-none-title = Nichts gefunden
consolidation-none-help = Ändern Sie die Suche oder den Stand.
consolidation-see = { $answered } von { $asked } Beiträgen da: ansehen und abstimmen

consolidation-answered = { $answered } von { $asked } haben geantwortet.
consolidation-in-section = Zur Frage in der Arbeitshilfe
consolidation-nobody-title = Diese Frage wurde noch niemandem gestellt
consolidation-nobody-help = Anmerkungen dazu sind trotzdem möglich.
consolidation-asked = Wer gefragt wurde
consolidation-asked-answered = hat am { $day } geantwortet
consolidation-asked-nothing = hat am { $day } abgegeben, hier aber nichts eingetragen
consolidation-asked-declined = hat am { $day } abgelehnt
consolidation-asked-ended = Die Zuarbeit wurde beendet
consolidation-asked-open = noch keine Antwort, Frist { $due }
consolidation-asked-overdue = noch keine Antwort, die Frist { $due } ist vorbei
consolidation-take-all = Alles übernehmen, wo noch nichts steht

consolidation-agreed = Abgestimmte Antwort
consolidation-none-yet = noch keine
consolidation-given = Beiträge
consolidation-who = Von
consolidation-answer = Antwort
consolidation-source = Stand, Quelle und Weg
consolidation-take-head = Übernehmen
consolidation-take = Übernehmen
consolidation-is-agreed = gilt
consolidation-changed = Hat sich seit der Übernahme geändert. Wenn Sie möchten, übernehmen Sie den Beitrag neu.
consolidation-is-new = Neuer Beitrag: Er kam nach der abgestimmten Antwort und sagt etwas anderes.
consolidation-news = Seit dieser Antwort ist ein Beitrag gekommen, der etwas anderes sagt. Sehen Sie ihn an, oder lassen Sie die Antwort so.
consolidation-keep = Antwort so lassen
consolidation-replaced = ersetzt durch den Beitrag vom { $day }, zählt nicht mit
consolidation-unfit = Passt nicht mehr zu dieser Frage und kann nur von Hand übernommen werden.
consolidation-came-link = über den persönlichen Link, { $day }
consolidation-came-word = aus einer Word-Datei, { $day }
consolidation-came-excel = aus einer Excel-Datei, { $day }
consolidation-came-sheet = aus einem Gesprächsbogen, { $day }
consolidation-came-office = von der Geschäftsführenden Stelle eingetragen, { $day }

consolidation-parts = Zusammenfassen aus
consolidation-merged = Zusammengefasste Antwort
consolidation-merged-help = Die Texte stehen hintereinander, mit dem Namen davor. Kürzen und glätten Sie, wie Sie möchten.
consolidation-merge = Zusammengefasst übernehmen
consolidation-sum = Angekreuzte zusammenzählen (alle: { $total })
consolidation-sum-ticked = Angekreuzte zusammenzählen
consolidation-same-people = Verschiedene Stellen können dieselben Menschen gezählt haben. Zählen Sie nur zusammen, was sich nicht überschneidet, oder übernehmen Sie einen der Beiträge.
consolidation-left-out = { $who } sagt „{ $why }“: Das zählt nicht mit und ist keine Null.
consolidation-apart = Die Zahlen sind vom { $first } bis { $last }: Sie beschreiben nicht denselben Zeitpunkt.
consolidation-twice = Mehrere nennen dieselbe Quelle „{ $source }“: Vielleicht sind dieselben Menschen doppelt gezählt.
consolidation-differing = Die Quellen sind verschieden: Vielleicht wird nicht dasselbe gezählt.
consolidation-own-number = Andere Zahl, unbekannt oder nicht erhoben
consolidation-own = Eigene Zahl übernehmen
consolidation-union = Alles Genannte der Angekreuzten übernehmen
consolidation-rows = Zeilen aller
consolidation-rows-help = Kreuzen Sie an, was in die abgestimmte Antwort soll. Eine Zeile mit gleichem Namen tritt an die Stelle der bisherigen.
consolidation-rows-take = Angekreuzte Zeilen übernehmen
consolidation-rows-all = Alle Zeilen von { $who } dazu
consolidation-nothing-chosen = Bitte wählen Sie mindestens einen Beitrag oder schreiben Sie eine Antwort.
consolidation-no-number = Unter den angekreuzten Beiträgen ist keine Zahl. „Unbekannt“ ist keine Null.
consolidation-part-changed = Ein Beitrag oder eine Antwort hat sich gerade geändert. Bitte laden Sie die Seite neu und sehen Sie noch einmal nach.

consolidation-origin = stammt aus: { $parts }, { $way }
consolidation-origin-own = von der Geschäftsführenden Stelle eingetragen
consolidation-origin-changed = seither geändert
consolidation-way-taken = übernommen
consolidation-way-merged = zusammengefasst
consolidation-way-summed = zusammengezählt
consolidation-way-own = in eigenen Worten

consolidation-views = Sichten im Vergleich
consolidation-views-help = Wer dasselbe nennt und wer nicht: junge Geflüchtete, Ehrenamt, Partner vor Ort, Kommune und Kerngruppe nebeneinander. Texte lassen sich so nicht vergleichen.
consolidation-views-none-title = Noch nichts zu vergleichen
consolidation-views-none-help = Vergleichen lassen sich Auswahl, Zahlen und Listen. Dazu ist in diesem Abschnitt noch kein Beitrag da.
consolidation-said = Antwort
consolidation-picture = Bild
consolidation-voice = { $name } ({ $count ->
    [one] 1 Antwort
   *[other] { $count } Antworten
})
consolidation-named = bei { $named } von { $of } Sichten genannt
consolidation-agreement-single = Bisher gibt es nur eine Sicht.
consolidation-agreement-same = Alle Sichten stimmen überein.
consolidation-agreement-partly = Die Sichten stimmen zum Teil überein.
consolidation-agreement-apart = Die Sichten gehen auseinander: Nichts nennen alle.

threads-title = Anmerkungen
threads-lead = Was Geschäftsführende Stelle und Kerngruppe zu einzelnen Fragen besprechen.
threads-open = { $count ->
    [0] keine offen
    [one] 1 offen
   *[other] { $count } offen
}
threads-search = Frage, Name oder Wort
threads-show = Anzeigen
threads-show-open = Offene
threads-show-mine = Die auf mich warten
threads-show-missing = Mehr nötig
threads-show-resolved = Erledigte
threads-show-all = Alle
threads-empty-title = Noch keine Anmerkung
threads-empty-help = Öffnen Sie unter „Beiträge abstimmen“ eine Frage und schreiben Sie dort die erste Anmerkung.
threads-none-title = Nichts gefunden
threads-none-help = Ändern Sie die Suche oder was angezeigt wird.
threads-none-here = Zu dieser Frage gibt es noch keine Anmerkung.
thread-title = Anmerkung
thread-new = Neue Anmerkung
thread-words = Anmerkung
thread-words-help = Geschäftsführende Stelle und Kerngruppe können sie lesen. Bitte nennen Sie keine jungen Menschen beim Namen.
thread-assigned = Wartet auf
thread-nobody = niemand Bestimmtes
thread-unknown-person = Diese Person hat im Bündnis keine passende Rolle. Bitte wählen Sie eine andere.
thread-missing = Mehr nötig: was fehlt, und wer könnte es wissen?
thread-missing-help = Leer lassen, wenn nichts fehlt. Die Geschäftsführende Stelle kann damit noch einmal fragen.
thread-begin = Anmerkung schreiben
thread-begun = begonnen von { $name }, { $at }
thread-resolved-by = erledigt von { $name }, { $at }
thread-open = offen
thread-resolved = erledigt
thread-needs-more = mehr nötig
thread-waits-for = Wartet auf { $name }
thread-go = Zur Anmerkung
thread-state = Stand
thread-last = Zuletzt
thread-comments = Was gesagt wurde
thread-answer = Ihre Antwort
thread-say = Antworten
thread-change = Weitergeben und abschließen
thread-resolve = Als erledigt markieren
thread-reopen = Wieder öffnen
thread-again = Noch einmal fragen
thread-machine = klappt
thread-erased-account = ein gelöschtes Konto
comment-gone = Der Text wurde gelöscht.
comment-erase = Text löschen
comment-not-yours = Löschen kann diesen Text nur, wer ihn geschrieben hat, oder die Geschäftsführende Stelle.

done-answer-agreed = Die abgestimmte Antwort ist gespeichert.
done-answers-agreed = Die Antworten sind übernommen, wo noch nichts stand.
done-thread-begun = Die Anmerkung ist gespeichert.
done-thread-saved = Die Anmerkung ist gespeichert.
done-thread-resolved = Die Anmerkung ist erledigt.
done-thread-reopened = Die Anmerkung ist wieder offen.
done-comment-written = Ihre Antwort ist gespeichert.
done-comment-erased = Der Text ist gelöscht.
