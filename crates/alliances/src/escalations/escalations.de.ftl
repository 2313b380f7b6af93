# Was dem federführenden Mitglied des Verwaltungsvorstands vorgelegt wird
escalations-title = Vorlagen an den Vorstand
escalations-lead = Konflikte, die die Geschäftsführende Stelle nicht allein lösen kann, legt sie dem federführenden Mitglied des Verwaltungsvorstands vor. Nur beide sehen sie.
escalations-new = Konflikt vorlegen
escalations-empty-title = Noch nichts vorgelegt
escalations-empty-help = Kommen Sie mit einer Stelle oder Kommune nicht weiter? Schreiben Sie auf, worum es geht und was Sie sich vom Vorstand wünschen.
escalations-empty-for-lead = Legt die Geschäftsführende Stelle Ihnen etwas vor, erhalten Sie eine E-Mail und finden es hier.
escalations-open = { $count ->
    [one] 1 Vorlage wartet auf eine Antwort.
   *[other] { $count } Vorlagen warten auf eine Antwort.
 }
escalation-no-lead = Das federführende Mitglied hat noch kein Konto und erhält deshalb keine E-Mail. Laden Sie es unter „Personen“ mit der Rolle „Federführendes Mitglied des Verwaltungsvorstands“ ein.
escalation-matter = Worum geht es?
escalation-matter-help = Ein Satz. Er steht auch in der E-Mail an das federführende Mitglied; schreiben Sie hier nichts Vertrauliches.
escalation-since = Seit wann besteht der Konflikt?
escalation-account = Was ist bisher geschehen?
escalation-account-help = Auch: was Sie schon versucht haben. Bitte keine Angaben über einzelne junge Menschen.
escalation-wanted = Was soll der Vorstand tun?
escalation-wanted-help = Zum Beispiel: ein Gespräch mit der Amtsleitung führen, eine Entscheidung herbeiführen.
escalation-future = Der Tag liegt in der Zukunft. Bitte prüfen Sie das Datum.
escalation-settled = Die Sache ist erledigt
escalation-raised = Vorgelegt
escalation-state = Stand
escalation-state-open = wartet auf Antwort
escalation-state-answered = beantwortet
escalation-state-settled = erledigt
escalation-answer = Antwort des federführenden Mitglieds
escalation-answer-do = Antworten
escalation-answer-help = Was werden Sie tun, oder was raten Sie der Geschäftsführenden Stelle? Sie erhält eine E-Mail, sobald Sie speichern.
escalation-by = am { $at } von { $name }
escalation-change = Vorlage ändern oder abschließen
done-escalation-raised = Der Konflikt ist vorgelegt.
done-escalation-saved = Die Vorlage ist gespeichert.
done-escalation-answered = Ihre Antwort ist gespeichert.

news-title = Was ist neu?
news-lead = Die letzten 60 Tage in Ihrem Bündnis.
news-empty = In den letzten 60 Tagen hat sich nichts geändert.
news-accession-joined = { $name } ist beigetreten.
news-accession-left = { $name } ist ausgetreten.
news-accession-switched = { $name } ist hierher gewechselt.
news-vote-yes = { $name } hat zugesagt, dem Bündnis beizutreten.
news-vote-no = { $name } tritt dem Bündnis nicht bei.
news-vote-conditional = { $name } ist unter einer Bedingung interessiert.
news-seat = { $name } sitzt neu in der Kerngruppe.
news-seat-ended = { $name } ist aus der Kerngruppe ausgeschieden.
news-submission = Die Kurzfassung für „{ $name }“ ist abgegeben.

letter-escalation-raised-subject = Bitte um Unterstützung im Bündnis { $alliance }: { $matter }
letter-escalation-raised-body =
    Guten Tag { $name },

    die Geschäftsführende Stelle des Bündnisses { $alliance } legt Ihnen einen Konflikt vor und bittet Sie um Ihre Antwort.

    Worum es geht: { $matter }

    Nach dem Anmelden lesen Sie, was geschehen ist und was gewünscht wird:
    { $link }
letter-escalation-answered-subject = Antwort des Vorstands: { $matter }
letter-escalation-answered-body =
    Guten Tag { $name },

    das federführende Mitglied des Verwaltungsvorstands hat im Bündnis { $alliance } geantwortet.

    Worum es geht: { $matter }

    Die Antwort lesen Sie nach dem Anmelden hier:
    { $link }
