# Antworten über einen persönlichen Link, ohne Konto
contribution-title = Bitte um Ihre Antwort
contribution-lead = Das Bündnis { $alliance } arbeitet an der { $aid } und bittet Sie um Ihr Wissen. Sie brauchen kein Konto. Jedes Feld wird gespeichert, sobald Sie es verlassen (ohne JavaScript mit seinem Knopf „Speichern“); Sie können jederzeit unterbrechen und mit demselben Link weitermachen.
contribution-due = Bitte bis zum { $day }
contribution-late = Der Tag ist vorbei. Ihre Antwort hilft trotzdem.
contribution-state-delivered = Sie haben Ihre Antworten abgegeben.
contribution-state-declined = Sie haben die Bitte abgelehnt.
contribution-state-ended = Die Geschäftsführende Stelle hat diese Bitte beendet.
contribution-reopen = Doch noch etwas ändern
contribution-why = Wofür Ihre Antwort gebraucht wird
contribution-items = Die Fragen
contribution-progress = { $all ->
    [one] { $done } von 1 Frage beantwortet
   *[other] { $done } von { $all } Fragen beantwortet
  }
contribution-answered = beantwortet
contribution-unanswered = offen
contribution-start = Zu den Fragen
contribution-go-on = Weiter mit der nächsten offenen Frage
contribution-look-again = Antworten noch einmal ansehen
contribution-done = { $count ->
    [one] 1 Frage ist beantwortet
   *[other] { $count } Fragen sind beantwortet
  }
contribution-deliver = Abgeben
contribution-deliver-help = Fertig, auch wenn nicht alles beantwortet ist? Bis zum { $day } können Sie danach noch etwas ändern.
contribution-sure = Noch ist etwas offen
contribution-sure-help = Möchten Sie trotzdem abgeben? Diese Fragen sind noch nicht beantwortet:
contribution-sure-deliver = Trotzdem abgeben
contribution-sure-back = Zurück zu den Fragen
contribution-own = Ihre Antworten
contribution-other-link = Etwas passt nicht? Weitergeben, mehr Zeit, jemand anderes, ablehnen
contribution-who = Wer fragt
contribution-phone = Telefon
contribution-what-happens = Was mit Ihren Antworten geschieht
contribution-what-happens-office = Ihre Antworten liest die Geschäftsführende Stelle des Bündnisses. Sie fasst sie mit anderen zu einer gemeinsamen Antwort zusammen, die die Kerngruppe prüft. Das Land bekommt nur eine Zusammenfassung ohne Namen.
contribution-what-happens-others = Andere, die dasselbe gefragt werden, können Ihre Antworten sehen, ohne Ihren Namen. Auch Sie sehen deren Antworten.
contribution-what-happens-alone = Andere, die dasselbe gefragt werden, sehen Ihre Antworten nicht.
contribution-what-happens-link = Der Link gilt nur für Sie. Wer ihn hat, kann Ihre Antworten lesen und ändern: Bitte leiten Sie die E-Mail nicht weiter, sondern geben Sie die Bitte über diese Seite weiter. Der Link endet einen Monat nach dem letzten Tag.
contribution-what-happens-data = Ihr Name und Ihre E-Mail-Adresse werden nur für diese Bitte gebraucht. Endet der Link, werden sie nach { $period } gelöscht. Verantwortlich ist die Geschäftsführende Stelle; Sie können Auskunft, Berichtigung und Löschung verlangen und sich bei der Datenschutzaufsicht beschweren. Ihre Teilnahme ist freiwillig. Mehr steht in der
contribution-item-title = Frage { $number }
contribution-place = Frage { $at } von { $all }
contribution-steps = Weiter zu anderen Fragen
contribution-previous = Vorige Frage
contribution-next = Nächste Frage
contribution-to-start = Zur Übersicht
contribution-known = Das ist schon bekannt
contribution-known-figure = { $label }: { $number } (Stand { $day })
contribution-agreed = So lautet die gemeinsame Antwort bisher
contribution-others = Das haben andere geantwortet
contribution-as-of-ahead = Der Stand liegt in der Zukunft. Bitte nennen Sie den Tag, für den die Zahl gilt.
contribution-over = Hier wird gerade nichts erwartet: Sie haben abgegeben oder abgelehnt. Auf der Übersicht können Sie bis zum letzten Tag noch etwas ändern.
contribution-unsaved = Ihre letzte Eingabe ist nicht gespeichert.
contribution-nothing-yet = Es ist noch nichts eingetragen. Beantworten Sie bitte wenigstens eine Frage, oder lehnen Sie mit einem Grund ab.
contribution-not-reopened = Der letzte Tag ist vorbei. Möchten Sie noch etwas ändern, rufen Sie bitte die Geschäftsführende Stelle an.

contribution-other-title = Etwas passt nicht
contribution-name = Name
contribution-email = E-Mail-Adresse
contribution-email-if-known = E-Mail-Adresse, wenn Sie sie kennen
contribution-suggest = Fragen Sie lieber jemand anderen
contribution-suggest-help = Wissen Sie, wer es besser weiß? Die Geschäftsführende Stelle bekommt Ihren Hinweis und entscheidet. Ihre Bitte bleibt bestehen.
contribution-hint-words = Warum?
contribution-suggest-do = Hinweis geben
contribution-pass-on = An eine Kollegin oder einen Kollegen weitergeben
contribution-pass-on-help = Die Person bekommt eine E-Mail mit einem eigenen Link und sieht, was Sie schon eingetragen haben. Ihr Link gilt dann sofort nicht mehr.
contribution-pass-on-do = Weitergeben
contribution-passed-on-title = Weitergegeben
contribution-passed-on = Ihre Kollegin oder Ihr Kollege bekommt gleich eine E-Mail mit einem eigenen Link. Ihr Link gilt nicht mehr. Vielen Dank.
contribution-time = Mehr Zeit
contribution-time-help = Reicht die Zeit bis zum { $day } nicht? Nennen Sie einen Tag und den Grund. Die Antwort kommt per E-Mail.
contribution-time-wanted = Bis wann?
contribution-time-reason = Warum?
contribution-time-do = Um mehr Zeit bitten
contribution-time-open = Sie haben um Zeit bis zum { $wanted } gebeten. Die Antwort steht noch aus.
contribution-time-granted = Sie haben Zeit bis zum { $granted }.
contribution-time-refused = Mehr Zeit war leider nicht möglich. Grund: { $reason }
contribution-decline = Ablehnen
contribution-decline-help = Sie können oder möchten nicht antworten? Ein Satz genügt. Dann kommen keine Erinnerungen mehr.
contribution-decline-reason = Grund
contribution-decline-do = Ablehnen
contribution-call = Lieber am Telefon?

done-contribution-delivered = Ihre Antworten sind abgegeben. Vielen Dank.
done-contribution-reopened = Sie können jetzt wieder ändern. Geben Sie am Ende bitte noch einmal ab.
done-contribution-declined = Ihre Ablehnung ist angekommen.
done-contribution-suggested = Ihr Hinweis ist angekommen. Vielen Dank.
done-contribution-time-asked = Ihre Bitte ist angekommen. Die Antwort kommt per E-Mail.
