# Kommunen fragen: die Sicht des Kreises
roll-up-title = Antworten der Kommunen
roll-up-lead = Sie fragen Ihre Kommunen auf einmal und sehen hier, was schon da ist. Was eine Kommune einträgt, bleibt ihr Eintrag: Sie können es lesen, zusammenzählen und danebenschreiben, aber nicht ändern.
roll-up-ask = Kommunen fragen
roll-up-empty-title = Noch keine Kommune gefragt
roll-up-empty-help = Wählen Sie Fragen und Kommunen. Wer ein eigenes Bündnis hat, bekommt die Anfrage dort. Alle anderen bekommen eine E-Mail mit persönlichem Link.
roll-up-whole = Wie weit sind die Kommunen?
roll-up-counted = Gezählt werden alle Kommunen, die zum Bündnis gehören oder gefragt wurden. Die Einwohnerzahlen kommen aus dem amtlichen Gemeindeverzeichnis.
roll-up-coverage = { $covered } von { $all } Kommunen, { $percent } der Einwohnerinnen und Einwohner
roll-up-coverage-bare = { $covered } von { $all } Kommunen (der Anteil der Einwohnerinnen und Einwohner ist nicht bekannt)
roll-up-of = { $covered } von { $all }
roll-up-picture-whole = Anteil der Kommunen und der Einwohnerinnen und Einwohner, von denen alle Antworten da sind
roll-up-picture-coverage = Was die Summe abdeckt: { $what }
roll-up-picture-numbers = Zahl je Kommune: { $what }
roll-up-picture-choices = Wie oft gewählt: { $what }
roll-up-municipalities = Kommunen
roll-up-municipality = Kommune
roll-up-inhabitants = Einwohnerinnen und Einwohner
roll-up-matrix = Kommunen und Abschnitte: wie viele Fragen beantwortet sind
roll-up-items = Summen und Antworten je Frage
roll-up-items-help = Hinter jeder Frage stehen die Summe mit ihrer Abdeckung und alle Einträge nebeneinander.
roll-up-question = Frage
roll-up-answers = Antworten
roll-up-stand-missing = fehlt
roll-up-stand-more-time = bittet um mehr Zeit
roll-up-stand-begun = in Arbeit
roll-up-stand-declined = antwortet nicht
roll-up-stand-partial = zum Teil da
roll-up-stand-complete = da
roll-up-stand-not-asked = nicht gefragt
roll-up-item-title = Frage { $number }: alle Kommunen
roll-up-csv = Als CSV speichern
roll-up-xlsx = Als Excel speichern
roll-up-sum = Summe: { $what }
roll-up-from = aus
roll-up-own-same = Diese Summe steht so in Ihrer Arbeitshilfe.
roll-up-own-none = In Ihrer Arbeitshilfe steht dazu noch keine Zahl.
roll-up-own-stands = In Ihrer Arbeitshilfe steht: { $words }.
roll-up-own-take = Summe in die eigene Arbeitshilfe übernehmen
roll-up-own-source = Summe aus { $covered } von { $all } Kommunen
roll-up-sum-at = Was die Kommunen sagen
roll-up-sum-there = Hier stehen nur Antworten über den persönlichen Link. Die Summe aller Kommunen, auch derer mit eigenem Bündnis, steht dort:
roll-up-no-number = Bisher nennt keine Kommune eine Zahl.
roll-up-not-counted = Nicht in der Summe, auch nicht als Null:
roll-up-gap-unknown = Zahl unbekannt
roll-up-gap-not-collected = Zahl wird nicht erhoben
roll-up-gap-withheld = zurückgehalten, weil diese oder eine zugehörige Zahl unter 5 liegt
roll-up-gap-silent = noch keine Antwort
roll-up-gap-not-asked = nicht gefragt
roll-up-small = unter 5
roll-up-small-help = Aus dem Bündnis einer Kommune kommen keine Zahlen über Menschen von 1 bis 4, und auch keine, aus der sich eine solche Zahl ausrechnen ließe. Was eine Kommune per Link schickt, gibt sie Ihnen selbst; es steht hier, wie sie es eingetragen hat.
roll-up-apart = Die Zahlen beschreiben verschiedene Tage, vom { $first } bis zum { $last }. Die Summe ist darum nur ein Anhaltspunkt.
roll-up-stand = Stand { $day }
roll-up-changed = Zuletzt geändert am { $at }
roll-up-chosen = Was die Kommunen gewählt haben
roll-up-option = Antwort
roll-up-how-often = Wie oft
roll-up-entries = Was jede Kommune sagt
roll-up-entries-help = So, wie die Kommune es eingetragen hat. Ihre Anmerkung steht daneben; beide Seiten können sie lesen.
roll-up-says = Eintrag
roll-up-remarks = Anmerkungen
roll-up-remark = Anmerkung
roll-up-remark-to = Anmerkung für { $name } schreiben
roll-up-remark-send = Anmerkung speichern
roll-up-own-remark = Wir
roll-up-key = Gemeindeschlüssel
roll-up-field = Angabe
roll-up-number = Zahl
roll-up-field-empty = keine Angabe
done-roll-up-remarked = Die Anmerkung ist gespeichert. Beide Seiten können sie lesen.
done-roll-up-sent = Die Anfragen sind unterwegs.

# Kommunen fragen: das Formular
roll-up-new-title = Kommunen fragen
roll-up-new-lead = Eine Anfrage an alle: Wählen Sie die Fragen, die Kommunen und den letzten Tag.
roll-up-pick = Welche Kommunen?
roll-up-pick-help = Zuerst stehen die Kommunen, die zum Bündnis gehören oder ein eigenes haben. Name und Adresse sind ausgefüllt, wo Sie eine Ansprechperson eingetragen haben.
roll-up-reached = Wer bekommt die Anfrage?
roll-up-own-alliance = eigenes Bündnis
roll-up-own-alliance-help = Die Anfrage geht an die Geschäftsführende Stelle dort. Sie entscheidet, welche Antworten Sie lesen.
roll-up-no-member = nicht im Bündnis
roll-up-person = Ansprechperson in { $name }
roll-up-email = E-Mail-Adresse in { $name }
roll-up-nobody = Bitte wählen Sie mindestens eine Kommune.
roll-up-remind-help = Für alle, die per Link antworten. 0 heißt: keine Erinnerung vorab.
roll-up-send = Anfragen verschicken

roll-up-letter = Anfrage des Kreises
roll-up-letter-subject = { $district } bittet um Ihre Antworten bis zum { $day }
roll-up-letter-body =
    Guten Tag { $name },

    { $district } bittet um Antworten auf { $count ->
        [one] eine Frage
       *[other] { $count } Fragen
    }. Letzter Tag ist der { $day }.

    Warum: { $why }

    Was Sie eintragen, bleibt in Ihrem Bündnis, bis Sie es freigeben. Sie entscheiden Frage für Frage, was der Kreis liest, und können das jederzeit zurücknehmen:
    { $address }

# Mehr Zeit für eine Kommune
more-time-title = { $name }: Antworten und letzter Tag
more-time-lead = { $name } soll bis zum { $day } antworten. Hier sehen Sie, was schon da ist, und können dieser einen Kommune mehr Zeit geben; für die anderen ändert sich nichts.
more-time-asked = Was gefragt ist
more-time-told = Antwort da
more-time-silent = noch keine Antwort
more-time-heading = Mehr Zeit geben
more-time-wish = Bitte der Kommune
more-time-last = Ihre letzte Antwort
more-time-answered = Am { $at } beantwortet. Letzter Tag ist der { $day }.
more-time-gives = Ihre Antwort
more-time-gives-until = Mehr Zeit geben
more-time-gives-nothing = Es bleibt beim bisherigen Tag
more-time-until = Neuer letzter Tag
more-time-until-help = Ein Tag nach dem bisherigen.
more-time-words = Nachricht oder Grund
more-time-words-help = Wenn es beim bisherigen Tag bleibt, schreiben Sie bitte, warum.
more-time-send = Antwort senden
done-more-time-answered = Ihre Antwort steht jetzt bei der Kommune. Ihre Geschäftsführende Stelle bekommt einen Brief.

roll-up-time-given = Mehr Zeit für die Anfrage des Kreises
roll-up-time-given-subject = Mehr Zeit bis zum { $day }: { $aid }
roll-up-time-given-body =
    Guten Tag { $name },

    { $who } gibt Ihnen für die Anfrage „{ $aid }“ Zeit bis zum { $day }.

    Nachricht dazu: { $words }

    Hier geht es weiter:
    { $address }
roll-up-time-kept = Antwort auf die Bitte um mehr Zeit
roll-up-time-kept-subject = Es bleibt beim { $day }: { $aid }
roll-up-time-kept-body =
    Guten Tag { $name },

    { $who } kann Ihnen für die Anfrage „{ $aid }“ leider nicht mehr Zeit geben. Letzter Tag bleibt der { $day }.

    Grund: { $words }

    Geben Sie bitte frei, was Sie bis dahin wissen. Auch Teilantworten helfen:
    { $address }
roll-up-wish = Bitte einer Kommune um mehr Zeit
roll-up-wish-subject = { $who } bittet um mehr Zeit bis zum { $day }
roll-up-wish-body =
    Guten Tag { $name },

    { $who } braucht für die Anfrage „{ $aid }“ Zeit bis zum { $day }.

    Grund: { $words }

    Hier können Sie antworten:
    { $address }
roll-up-declined = Absage einer Kommune
roll-up-declined-subject = { $who } antwortet nicht auf Ihre Anfrage
roll-up-declined-body =
    Guten Tag { $name },

    { $who } beantwortet die Anfrage „{ $aid }“ nicht.

    Grund: { $words }

    So stehen alle Kommunen:
    { $address }

# Die Sicht der Kommune
district-requests-title = Anfragen des Kreises
district-requests-lead = Was Ihr Kreis von Ihnen wissen möchte, und was er davon schon lesen kann.
district-requests-empty-title = Keine Anfrage
district-requests-empty-help = Ihr Kreis hat Ihr Bündnis bisher nichts gefragt.
district-requests-released = Freigegeben
district-request-state-missing = noch nichts freigegeben
district-request-state-partial = zum Teil freigegeben
district-request-state-complete = freigegeben
district-request-state-declined = abgelehnt
district-request-state-more-time = um mehr Zeit gebeten
district-request-state-late = überfällig
district-request-lead = { $district } bittet um Ihre Antworten bis zum { $day }.
district-request-own = Ihre Antworten bleiben Ihre. { $district } liest nur, was Sie hier freigeben, und kann nichts daran ändern. Ändern Sie später eine Antwort, liest der Kreis die neue.
district-request-fill = Antworten in Ihrer Arbeitshilfe eintragen
district-request-preview = Was { $district } sieht
district-request-preview-help = Haken Sie an, was der Kreis durch diese Anfrage lesen darf. Nehmen Sie einen Haken weg, endet das sofort.
district-request-sees = Das sieht der Kreis, sobald Sie es freigeben
district-request-released = freigegeben
district-request-kept = nicht freigegeben
district-request-elsewhere = Der Kreis liest sie schon durch die Anfrage vom { $day }.
district-request-small = Zahlen über Menschen von 1 bis 4 verlassen Ihr Bündnis nicht, und auch keine, aus der sich eine solche Zahl ausrechnen ließe.
district-request-nothing = Noch keine Antwort.
district-request-answer = Frage { $number } beantworten
district-request-release = Auswahl freigeben
district-request-release-all = Alles freigeben
district-request-withdraw-all = Alles zurücknehmen
district-request-reply = Es passt nicht?
district-request-reply-open = Um mehr Zeit bitten oder ablehnen
district-request-says = Was möchten Sie dem Kreis sagen?
district-request-says-more-time = Wir brauchen mehr Zeit.
district-request-says-declined = Wir antworten nicht.
district-request-says-open = Wir antworten doch, wie gefragt.
district-request-wanted = Bis wann brauchen Sie Zeit?
district-request-wanted-help = Nur, wenn Sie um mehr Zeit bitten.
district-request-reason = Grund
district-request-reply-send = Dem Kreis mitteilen
district-request-answer-of = Antwort von { $district }
district-request-answered = Am { $at }. Letzter Tag ist der { $day }.
district-request-remarks-help = Ihre Anmerkungen und die von { $district }. Beide Seiten können sie lesen.
done-roll-up-released = Die Freigabe ist gespeichert.
done-roll-up-withdrawn = Der Kreis liest von diesen Fragen nichts mehr.
done-roll-up-replied = Ihre Nachricht steht jetzt beim Kreis.

# Im Brief per Link und auf dem Fristenbrett
due-district = { $district } fragt
due-district-link = Anfragen des Kreises
contribution-remarks = Anmerkungen des Kreises
