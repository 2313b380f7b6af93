# Ansprechpersonen einer Organisation
contacts-title = Ansprechpersonen
contacts-help = Nur für Stellen, die Sie wirklich ansprechen. Was Sie hier entfernen, ist auch im Verlauf nicht mehr lesbar.
contacts-empty = Noch keine Ansprechperson eingetragen.
contact-new-title = Ansprechperson hinzufügen
contact-edit-title = Ansprechperson ändern
contact-add = Ansprechperson hinzufügen
contact-name = Name
contact-phone = Telefon
contact-email = E-Mail
contact-remove = Entfernen
contact-change = { $name } ändern
done-contact-added = Die Ansprechperson ist eingetragen.
done-contact-saved = Die Ansprechperson ist geändert.
done-contact-removed = Die Ansprechperson ist entfernt.
