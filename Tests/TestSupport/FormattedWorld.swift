/// The world of SemanticsOfProperties, "Worlds", with the other constructs that section 12 allows in a
/// world, as the formatter lays it out.
public enum FormattedWorld {
  public static let text = """
    world payments

    enum Environment { production, staging }

    entity Ticket at most 3

    entity Database {
      environment: Environment  // fixed for each object
      var exists: Bool = true  // changes over time

      var backups: Int = 0
    }

    object orders: Database { environment: production }
    object scratch: Database  // environment not given: it can be either

    var approved: Bool = false
    var names: [String] = []
    var queue: [Database] at most 4 = []
    var locked: Set<Database> = []
    var copies: Map<Environment, Int> = 0

    relation may_read(Agent, Database)

    action backup(db: Database) may fail {
      requires db.exists
      db.backups += 1
    }

    /// Drops a database.
    action drop(db: Database, reason: String) {
      requires db.exists and (approved or db.environment == staging)
      // All at once.
      db.exists = false
      every other in Database where other.environment == db.environment { other.backups -= 1 }
      choose reader in Agent where reader in readers
      create spare: Database { environment: staging }
      if db.backups > 0 {
        insert (reader, db) into may_read
        fail if reader == actor
      } else if approved {
        remove (reader, db) from may_read
      } else {
        approved = false
      }
    }

    action ask_approval() returns granted: Bool {
      approved = granted  // the answer can be either
    }

    action look(db: Database) harmless

    action nothing() {}

    action lock(some_of: Set<Database>) may fail strongly fair {
      requires some_of subset of locked or not locked subset of []
      locked += some_of
      queue = queue.rest().append(orders)
      copies[staging] += 1
      orders.tags[production] = 2
    }

    agent cleaner { may backup, drop at most 6 steps }
    agent locker unfair { may lock }

    invariant settles "From some moment on, all is locked" {
      eventually always { orders in locked }
    }

    invariant no_data_lost "A production database is never dropped without a backup" {
      every db in Database where db.environment == production { db.exists or db.backups > 0 }
    }

    """
}
