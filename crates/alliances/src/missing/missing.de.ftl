# Wo Strukturen fehlen
missing-title = Wo Bündnisse fehlen
missing-lead = Kreise ohne eigenes Bündnis und Kommunen, die in keinem Bündnis sind.
missing-summary = Am { $day } { $municipalities ->
    [one] gehört 1 Kommune mit { $people } Menschen
   *[other] gehören { $municipalities } Kommunen mit zusammen { $people } Menschen
  } zu keinem Bündnis; { $districts ->
    [one] 1 Kreis hat
   *[other] { $districts } Kreise haben
  } kein eigenes.
missing-districts = Kreise ohne eigenes Bündnis
missing-municipalities = Kommunen in keinem Bündnis
missing-none = Keine.
missing-inside = Bündnisse im Kreis
missing-own = { $count ->
    [0] keines
    [one] 1 kommunales Bündnis
   *[other] { $count } kommunale Bündnisse
 }
missing-help = Was möglich ist
missing-could-join = kann dem Bündnis des Kreises beitreten
missing-no-district-alliance = auch der Kreis hat kein Bündnis
missing-city = kann ein eigenes Bündnis bilden
missing-lacking = Bündnisse, denen etwas fehlt
missing-none-lacking = Alle Bündnisse haben Geschäftsführende Stelle, federführendes Mitglied und Kerngruppe.
missing-since = Besteht seit
missing-lacks = Es fehlt
missing-lacks-office = Angaben zur Geschäftsführenden Stelle
missing-lacks-office-account = ein Konto der Geschäftsführenden Stelle
missing-lacks-board-lead = federführendes Mitglied
missing-lacks-core-group = Kerngruppe
missing-ended = Beendete Bündnisse
missing-none-ended = Bis zu diesem Tag ist kein Bündnis beendet.
missing-time = Bestand
missing-lasted = { $since } bis { $until }
missing-now = Heute
missing-now-in = im Bündnis { $name }
missing-now-nowhere = in keinem Bündnis
missing-asking = Gewünschte Unterstützung
missing-none-asking = Kein Bündnis hat Unterstützung erbeten.
missing-asked-on = Stand
