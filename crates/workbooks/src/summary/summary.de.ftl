# Zusammenfassen: einzelne Textstellen aus anderen Antworten übernehmen
summary-title = Textstellen für { $number }
summary-edit = Textstelle bearbeiten
summary-back = Zur Frage
summary-leaves = Was Sie hier übernehmen, verlässt das Bündnis erst mit der Abgabe. Vorher sehen Sie es noch einmal Wort für Wort. Nennen Sie bitte niemanden beim Namen.
summary-is-no = Sie haben diese Frage mit „Nein“ beantwortet. Übernommene Textstellen bleiben dann im Bündnis.
summary-taken = Übernommen
summary-taken-none = Noch nichts übernommen.
summary-taken-at = übernommen am { $at }
summary-taken-at-by = übernommen am { $at } von { $name }
summary-from = Quelle: { $source }
summary-from-elsewhere = Aus einer anderen Arbeitshilfe
summary-own = eigene Worte
summary-source-changed = An der Quelle hat sich seit dem Übernehmen etwas geändert.
summary-source-gone = An der Quelle steht das nicht mehr.
summary-source-before = Beim Übernehmen stand dort
summary-source-now = Jetzt steht dort
summary-renew = Neuen Stand übernehmen
summary-keep = So lassen
summary-drop = Entfernen
summary-offered = Im Angebot
summary-offered-help = Das steht bisher in Ihren Antworten. Kreuzen Sie an, was in die Zusammenfassung soll. Danach können Sie jede Textstelle bearbeiten.
summary-offered-none = Zurzeit gibt es nichts Weiteres zu übernehmen.
summary-see-source = Zur Quelle
summary-take = Angekreuzte Textstellen übernehmen
summary-nothing-chosen = Bitte kreuzen Sie mindestens eine Textstelle an.
summary-own-title = In eigenen Worten ergänzen
summary-words = Wortlaut
summary-words-help = Ein Gedanke je Textstelle lässt sich besser zuordnen.
summary-topic = Thema
summary-topic-help = Danach zählt das Land, worum es geht.
summary-no-topic = Kein Thema passt
summary-unknown-topic = Dieses Thema gibt es hier nicht.
summary-add = Textstelle hinzufügen
summary-too-many = Mehr als 200 Textstellen passen nicht unter eine Frage. Bitte fassen Sie einige zusammen.
summary-changed-meanwhile = An der Quelle hat sich gerade etwas geändert. Es wurde nichts übernommen. Bitte sehen Sie die Seite noch einmal an.
summary-closed = { $row }: verschlossen ({ $columns })
summary-full = { $row }: keine freien Plätze
summary-row-missing = { $row }: in der Tabelle { $number } nicht eingetragen
summary-brief-taken = { $count ->
    [one] Eine Textstelle übernommen
   *[other] { $count } Textstellen übernommen
  }
summary-brief-offered = { $count ->
    [one] Eine weitere Textstelle aus Ihren Antworten im Angebot
   *[other] { $count } weitere Textstellen aus Ihren Antworten im Angebot
  }
summary-brief-changed = { $count ->
    [one] Bei einer Textstelle hat sich die Quelle geändert
   *[other] Bei { $count } Textstellen hat sich die Quelle geändert
  }
summary-choose = Textstellen auswählen und bearbeiten
summary-see = Textstellen ansehen

done-passages-taken = Die Textstellen sind übernommen.
done-passage-saved = Die Textstelle ist gespeichert.
done-passage-dropped = Die Textstelle ist entfernt.
