# Wo Strukturen fehlen
missing-title = Wo Bündnisse fehlen
missing-lead = Kreise ohne eigenes Bündnis und Kommunen, die in keinem Bündnis sind.
missing-summary = Am { $day } gehören { $municipalities } Kommunen mit zusammen { $people } Menschen zu keinem Bündnis; { $districts } Kreise haben kein eigenes.
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
