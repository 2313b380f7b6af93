# Rückläufe
returns-title = Rückläufe
returns-caption = Rückläufe nach Art des Bündnisses
returns-kind = Bündnisse
returns-kind-city = Kreisfreie Städte
returns-kind-district = Kreise
returns-kind-municipality = Kreisangehörige Kommunen
returns-kind-all = Alle Bündnisse
returns-state-complete = vollständig
returns-state-partial = teilweise
returns-state-outstanding = ausstehend
returns-state-declined = abgelehnt
returns-total = gefragt
returns-returned = Rücklauf
returns-returned-percent = Rücklauf in Prozent
returns-bar = Verteilung
returns-picture = Verteilung der Rückläufe: { $kind }
