# Kennzahlen: einmal eingetragen, überall da, wo danach gefragt wird
figures-title = Kennzahlen
figures-lead = Jede Zahl steht hier einmal, mit Stand und Quelle, und gilt in allen Arbeitshilfen, die nach ihr fragen.
figures-search = Kennzahl oder Quelle suchen
figures-what = Was wird gezählt?
figures-all-whats = Alles
figures-place = Ort
figures-all-places = Alle Orte
figures-figure = Kennzahl
figures-value = Wert
figures-as-of = Stand
figures-source = Quelle
figures-empty-title = Noch keine Kennzahlen
figures-empty-help = Zahlen kommen hierher, wenn Sie sie in einer Arbeitshilfe eintragen oder eine Liste der Ausländerbehörde einlesen.
figures-none-title = Keine Kennzahl gefunden
figures-none-help = Bitte suchen Sie mit anderen Worten, oder wählen Sie „Alles“ und „Alle Orte“.
figures-age-today = von heute
figures-age-days = { $count ->
    [one] 1 Tag alt
   *[other] { $count } Tage alt
  }
figures-age-months = { $count ->
    [one] 1 Monat alt
   *[other] { $count } Monate alt
  }
figures-stand = Stand { $day }
figures-stands = Stand { $first } bis { $last }
figures-stand-source = Stand { $day }, Quelle: { $source }
figures-future = Der Stand liegt in der Zukunft. Bitte geben Sie einen Tag bis heute an.
figures-source-unfit = Die Quelle ist zu lang oder enthält unsichtbare Zeichen. Möglich sind 200 Zeichen.
figures-none-here = Stand und Quelle gehören nur zu Kennzahlen.
figures-enter = Eintragen oder berichtigen
figures-enter-help = Für einen Tag, der schon eine Zahl hat, gilt danach die neue. Lassen Sie die Zahl leer, wird die dieses Tages zurückgenommen.
figures-over-time = Verlauf
figures-no-entries = Zu dieser Kennzahl ist noch nichts eingetragen.
figures-change = Veränderung
figures-unchanged = unverändert
figures-entries = Wer hat was eingetragen?
figures-taken-back = zurückgenommen
figures-replaced = gilt nicht mehr
figures-way-form = von Hand
figures-way-delivery = aus einer Liste
figures-way-contribution = aus einer Zuarbeit
figures-way-consolidation = abgestimmt
figures-way-program = durch ein Programm

figures-check-over = Die Teile ergeben zusammen { $sum }, angegeben sind { $total }: { $by } zu viel.
figures-check-subset = { $sum } ist mehr als „{ $whole }“ mit { $total }: { $by } zu viel.
figures-check-missing = Die Teile ergeben zusammen { $sum }, angegeben sind { $total }: es fehlen { $by }.
figures-check-open = { $by ->
    [0] { $known } von { $parts } Angaben liegen vor; zusammen ergeben sie schon { $total }.
   *[other] { $known } von { $parts } Angaben liegen vor, es fehlen { $by }.
}
figures-check-some = { $known } von { $parts } Angaben liegen vor, zusammen { $sum }.
figures-check-sum = Zusammen sind das { $sum }.
figures-check-one-sum = { $number } ergibt { $sum }
figures-check-compared = Diese Fragen zählen dieselben Menschen, ergeben aber Verschiedenes: { $sums }. Oft liegt das an Stand und Quelle.
figures-check-apart = Stand und Quelle passen nicht zusammen: { $beside }.

figure-sharing-title = Kennzahlen freigeben
figure-sharing-lead = Arbeitet ein anderes Bündnis für denselben Kreis oder dieselbe Kommune, muss es nicht noch einmal nachfragen: Es kann Ihre Zahlen sehen und übernehmen, wenn Sie das erlauben.
figure-sharing-small = Gezeigt werden nur Zahl, Stand und der Name Ihres Bündnisses. Zahlen von 1 bis 4 bleiben bei Ihnen, ebenso alle anderen derselben Art, aus denen man sie errechnen könnte. Quellen bleiben bei Ihnen.
figure-sharing-off = Zurzeit sieht kein anderes Bündnis Ihre Kennzahlen.
figure-sharing-since = Seit dem { $day } sehen Bündnisse desselben Gebiets Ihre Kennzahlen zu diesem Gebiet.
figure-sharing-do = Alle Kennzahlen freigeben
figure-sharing-undo = Freigabe zurücknehmen

done-figure-entered = Die Kennzahl ist eingetragen.
done-figures-released = Ihre Kennzahlen sind freigegeben.
done-figures-withheld = Ihre Kennzahlen sind nicht mehr freigegeben.

figure-delivery-link = Liste einlesen
figure-delivery-title = Kennzahlen aus einer Liste einlesen
figure-delivery-lead = Die Ausländerbehörde oder eine andere Stelle schickt Ihnen regelmäßig eine Tabelle? Wählen Sie die Datei aus. Danach ordnen Sie die Spalten zu und sehen, was sich ändert. Erst dann wird etwas eingetragen.
figure-delivery-file = Datei
figure-delivery-file-help = Excel (.xlsx), OpenDocument (.ods) oder CSV, höchstens 5 MB. Gelesen wird das erste sichtbare Tabellenblatt; eine Zeile muss die Spalten benennen. Bitte nur Zahlen, keine Namen.
figure-delivery-sample = Beispiel herunterladen (CSV)
figure-delivery-held = Die Tabelle wird gelöscht, sobald Sie sie übernommen haben, spätestens nach { $period }. Was ihre Spalten bedeuten, merkt sich klappt für die nächste.
figure-delivery-upload = Datei einlesen
figure-delivery-no-file = Bitte wählen Sie eine Datei aus.
figure-delivery-no-rows = Unter den Spaltennamen steht nichts. Bitte wählen Sie eine Tabelle, die unter der ersten Zeile weitergeht.
figure-delivery-too-many = Die Tabelle hat { $is } Zeilen. Auf einmal lassen sich höchstens { $max } lesen. Bitte teilen Sie sie auf.
figure-delivery-unreadable = Die Datei kam unvollständig an. Bitte laden Sie die Seite neu und versuchen Sie es noch einmal.
figure-delivery-too-slow = Die Datei kam nicht rechtzeitig an. Bitte prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.
figure-delivery-waiting = Zuletzt eingelesen
figure-delivery-nameless = Liste ohne Namen
figure-delivery-is-waiting = noch nicht übernommen
figure-delivery-outcome = Stand { $day }, { $count ->
    [one] 1 Zahl übernommen
   *[other] { $count } Zahlen übernommen
  }

figure-delivery-columns-title = Spalten zuordnen
figure-delivery-columns-lead = „{ $file }“ hat { $count ->
    [one] 1 Zeile
   *[other] { $count } Zeilen
  }. Bitte prüfen Sie, was die Spalten bedeuten.
figure-delivery-remembered = Eine Tabelle mit denselben Spalten haben Sie schon einmal eingelesen. Ihre Zuordnung ist übernommen; bitte geben Sie den neuen Stand an.
figure-delivery-as-of = Stand aller Zahlen dieser Tabelle
figure-delivery-columns = Spalten
figure-delivery-column = { $column } (zum Beispiel { $example })
figure-delivery-no-meaning = Nicht verwenden
figure-delivery-count = Anzahl
figure-delivery-kind = { $dimension } (steht in der Spalte)
figure-delivery-count-of = Anzahl: { $value }
figure-delivery-meaning-twice = Diese Bedeutung hat schon eine andere Spalte.
figure-delivery-needs-count = Keine Spalte enthält eine Anzahl. Bitte wählen Sie mindestens eine.
figure-delivery-stale = Jemand hat diese Zuordnung inzwischen geändert. Bitte sehen Sie Ihre Auswahl noch einmal durch und speichern Sie erneut.
figure-delivery-to-preview = Weiter zur Vorschau
figure-delivery-see-preview = Vorschau ansehen
figure-delivery-remove = Liste verwerfen
figure-delivery-remove-help = Die eingelesene Tabelle wird gelöscht. An den Kennzahlen ändert sich nichts.

figure-delivery-preview-title = Vorschau
figure-delivery-preview-lead = Das geschieht, wenn Sie „{ $file }“ übernehmen: Stand { $day }, Quelle: { $source }. Bis dahin ist nichts eingetragen.
figure-delivery-sum-new = { $count ->
    [one] 1 neue Zahl
   *[other] { $count } neue Zahlen
  }
figure-delivery-sum-changed = { $count ->
    [one] 1 Zahl ändert sich
   *[other] { $count } Zahlen ändern sich
  }
figure-delivery-sum-unchanged = { $count ->
    [one] 1 Zahl bleibt gleich und bekommt den neuen Stand
   *[other] { $count } Zahlen bleiben gleich und bekommen den neuen Stand
  }
figure-delivery-sum-older = { $count ->
    [one] Zu 1 Zahl gibt es schon einen neueren Stand; sie kommt nur in den Verlauf
   *[other] Zu { $count } Zahlen gibt es schon einen neueren Stand; sie kommen nur in den Verlauf
  }
figure-delivery-sum-known = { $count ->
    [one] 1 Zahl steht schon genau so da
   *[other] { $count } Zahlen stehen schon genau so da
  }
figure-delivery-before = Bisher
figure-delivery-after = Neu
figure-delivery-deed = Was geschieht
figure-delivery-is-new = neu
figure-delivery-is-changed = ändert sich
figure-delivery-is-unchanged = bleibt gleich, neuer Stand
figure-delivery-is-older = neuerer Stand gilt weiter
figure-delivery-is-known = steht schon da
figure-delivery-problems = Das wird nicht übernommen
figure-delivery-unknown = Zeile { $row }: „{ $words }“ ist bei „{ $dimension }“ nicht bekannt.
figure-delivery-no-number = Zeile { $row }, Spalte „{ $column }“: „{ $words }“ ist keine ganze Zahl ab 0.
figure-delivery-doubled = Zeile { $row }: Die Spalte „{ $column }“ widerspricht der Zeile.
figure-delivery-not-asked = Zeile { $row }: Nach „{ $figure }“ fragt keine Arbeitshilfe.
figure-delivery-twice = Zeile { $row }: „{ $figure }“ steht weiter oben schon.
figure-delivery-nothing = In dieser Tabelle ist keine Zahl, die übernommen werden kann. Prüfen Sie, ob die Spalten richtig zugeordnet sind.
figure-delivery-take-over = { $count ->
    [one] 1 Zahl übernehmen
   *[other] { $count } Zahlen übernehmen
  }
figure-delivery-back = Spalten ändern
figure-delivery-changed = Die Kennzahlen oder die Zuordnung haben sich inzwischen geändert. Bitte sehen Sie die Vorschau noch einmal an; übernommen wurde noch nichts.

done-figure-delivery-taken-over = Die Zahlen sind übernommen.
done-figure-delivery-removed = Die Liste ist gelöscht.
