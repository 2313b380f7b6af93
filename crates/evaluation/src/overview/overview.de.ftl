# Landesüberblick und Karte
overview-title = Landesüberblick
overview-wave = Erhebungswelle „{ $wave }“, Frist { $deadline }
overview-no-wave-title = Noch keine Erhebungswelle
overview-no-wave-help = Sobald eine Erhebungswelle geöffnet ist, stehen hier Rückläufe und Ergebnisse.
overview-alliances = Bündnisse
overview-municipalities = von { $of } kreisangehörigen Kommunen beteiligt
overview-returned = { $of ->
    [one] von 1 Bündnis haben geantwortet
   *[other] von { $of } Bündnissen haben geantwortet
  }
overview-constellations = Auf eigener Seite, mit Dateien
overview-further = Weitere Auswertungen
overview-needs = Bedarfe und Angebote landesweit
overview-files = Als Datei laden
filter-wave = Erhebungswelle
filter-no-wave = Noch keine Erhebungswelle
file-yes = ja
file-no = nein
overview-core-groups = Ergebnisse zu den Kerngruppen herunterladen

map-title = Karte
map-aria = Schematische Karte von Nordrhein-Westfalen: je Kreis und kreisfreier Stadt ein Feld
map-hint = Die Karte ist breiter als Ihr Bildschirm; schieben Sie sie zur Seite. Dasselbe steht darunter als Tabelle.
map-region = Karte zum Schieben
map-as-table = Karte als Tabelle
map-caption = Kreise und kreisfreie Städte mit ihrem Stand
map-name = Kreis oder Stadt
map-state = Stand
map-population = Einwohnerinnen und Einwohner
map-municipalities = Beteiligte Kommunen
map-taking-part = { $count } von { $of }
map-key = Schlüssel
map-municipalities-all = Kommunen insgesamt
map-return = Rücklauf des Bündnisses
map-municipal = Rückläufe der Bündnisse von Kommunen
map-municipal-returns = Bündnisse von Kommunen: { $states }
map-state-complete = vollständig zurück
map-state-partial = teilweise zurück
map-state-outstanding = ausstehend
map-state-declined = abgelehnt
map-state-alliance = mit Bündnis
map-state-only-municipal = nur einzelne Kommunen mit Bündnis
map-state-none = ohne Bündnis
source-destatis = Gebiete und Einwohnerzahlen: © Statistisches Bundesamt (Destatis), 2025, im Auftrag der Herausgebergemeinschaft Statistische Ämter des Bundes und der Länder. Vervielfältigung und Verbreitung, auch auszugsweise, mit Quellenangabe gestattet.
