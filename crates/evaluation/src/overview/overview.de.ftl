# Landesüberblick und Karte
overview-title = Landesüberblick
overview-wave = Erhebung „{ $wave }“, Frist { $deadline }
overview-no-wave-title = Noch keine Erhebung
overview-no-wave-help = Sobald eine Erhebung geöffnet ist, stehen hier Rückläufe und Ergebnisse.
overview-alliances = Bündnisse
overview-municipalities = von { $of } kreisangehörigen Kommunen beteiligt
overview-returned = von { $of } Bündnissen haben geantwortet
overview-other-day = Anderen Stichtag wählen
overview-core-groups = Ergebnisse zu den Kerngruppen herunterladen

map-title = Karte
map-aria = Schematische Karte von Nordrhein-Westfalen: je Kreis und kreisfreier Stadt ein Feld
map-as-table = Karte als Tabelle
map-caption = Kreise und kreisfreie Städte mit ihrem Stand
map-name = Kreis oder Stadt
map-state = Stand
map-population = Einwohnerinnen und Einwohner
map-municipalities = Beteiligte Kommunen
map-taking-part = { $count } von { $of }
map-state-complete = vollständig zurück
map-state-partial = teilweise zurück
map-state-outstanding = ausstehend
map-state-declined = abgelehnt
map-state-alliance = mit Bündnis
map-state-only-municipal = nur einzelne Kommunen mit Bündnis
map-state-none = ohne Bündnis
source-destatis = Gebiete und Einwohnerzahlen: © Statistisches Bundesamt (Destatis), 2025, im Auftrag der Herausgebergemeinschaft Statistische Ämter des Bundes und der Länder. Vervielfältigung und Verbreitung, auch auszugsweise, mit Quellenangabe gestattet.
