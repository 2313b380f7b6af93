# The start page for people with several places to be.
start-title = Willkommen
start-alliances = Ihre Bündnisse
start-beyond = Über die Bündnisse hinaus
start-land = Nordrhein-Westfalen im Überblick
start-land-help = Karte, Rücklauf und Auswertungen aller Bündnisse.
start-people = Personen und Rollen
start-people-help = Konten mit landesweiten Rollen einladen und verwalten.
start-nothing = Ihr Konto ist angelegt, hat aber zurzeit keine Rolle. Wenden Sie sich an die Geschäftsführende Stelle Ihres Bündnisses oder an die Person, die Sie eingeladen hat.
start-waiting = Sie sind im Bündnis { $alliance } eingetragen: { $role }. Für Sie ist dort noch nichts freigegeben.
start-waiting-what = Sobald Ihnen jemand aus dem Bündnis etwas freigibt, finden Sie es hier: zum Beispiel Angaben zu einem jungen Menschen, mit dem Sie zu tun haben. Bis dahin müssen Sie nichts tun.
start-waiting-whom = Fragen dazu beantwortet die Geschäftsführende Stelle des Bündnisses { $alliance }.
start-waits = { $count ->
    [one] 1 Sache wartet auf Sie
   *[other] { $count } Sachen warten auf Sie
}
