# Lücken nach Themen, aus den Zusammenfassungen der Bedarfs- und Angebotsanalyse
gaps-title = Lücken nach Themen
gaps-lead = Welche Lücken die Bündnisse in ihrer Zusammenfassung nennen, nach Themen und Art des Bündnisses.
gaps-theme = Thema
gaps-number = Nummer
gaps-question = Frage
gaps-named = Lücke genannt (Ja)
gaps-kind = Art des Bündnisses
gaps-kind-all = Alle Arten
gaps-region = Regierungsbezirk
gaps-region-all = Ganz Nordrhein-Westfalen
gaps-date = Abgegeben bis
gaps-until = Gezählt ist, was bis zum { $day } abgegeben wurde und noch gilt.
gaps-help = N sind die Bündnisse, die diese Frage beantwortet haben. Ein Bündnis zählt bei jedem Thema einmal und kann mehrere Themen nennen. Gezählt sind Bündnisse, nicht Menschen.
gaps-to-answers = Antworten dazu nebeneinander lesen
gaps-none-title = Noch keine Erhebung zu Bedarfen und Angeboten
gaps-none-help = Sobald eine Welle mit der Bedarfs- und Angebotsanalyse eröffnet ist, stehen hier die genannten Lücken.
