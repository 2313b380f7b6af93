# Wo die Geschäftsführenden Stellen in der Verwaltung sitzen
placements-title = Ansiedlung der Geschäftsführenden Stellen
placements-lead = Wo in der Verwaltung die Geschäftsführenden Stellen der Bündnisse sitzen, gezählt aus ihren eigenen Angaben.
placements-caption = Ansiedlung der Geschäftsführenden Stellen nach Art des Bündnisses
placements-place = Ansiedlung
placements-level = Ebene
placements-level-group = Gruppe
placements-level-place = Stelle
placements-kind-all = Alle Bündnisse
placements-kind-cities-and-districts = Städte und Kreise zusammen
placements-kind-city = Kreisfreie Städte
placements-kind-district = Kreise
placements-kind-municipality = Kreisangehörige Kommunen
placements-unknown = Noch keine Angabe
placements-unknown-note = Bündnisse ohne Angabe: { $count }. N sind die Bündnisse mit Angabe.
placements-help = N sind die Bündnisse mit Angabe. In den oberen beiden Zeilen zählt jedes Bündnis einmal; darunter kann eine Stelle an mehreren Orten zugleich sitzen. Anteile sind kaufmännisch auf eine Stelle gerundet.
