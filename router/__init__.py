"""What happens to a message.

The floor plan, top floor first; a name may import only from the floors beneath it:

    journey                                   the life of an inbound message
    hearing, calls, corrections               what is read, who is held on the line, what people say of a reading
    intake, acknowledgement, standing ...     the steps that do something; what a whole case comes to
    outbox, dispatch                          the one way to say something to a tenant
    receipts                                  what became of it
    identity, households, cases               who is this, and which matter
    storage                                   the database: one transaction, after commit
    model                                     the nouns, as tables
    assignment                                who is offered what next, and why: pure, like all beneath it
    explaining, candidates, line ...          what a decision is made of: conditions, eligible sets, scores, words
    placement, deadlines, safety, urgency     pure thinking: values in, values out
    working_time, rota                        working days and clocks; when staff work
    ports                                     what the router needs from outside
    addresses                                 one spelling for a phone number or an email address
    values, clock, errors                     plain things that travel
    labels                                    what is read in a message, as values
    landlord                                  what a landlord may change, as values
"""
