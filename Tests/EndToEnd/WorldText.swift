/// Worlds for tests.
enum WorldText {
  /// A world whose property is violated in one step, for all initial values.
  static let databases = """
    world payments
    enum Environment { production, staging }
    entity Database {
      environment: Environment
      var exists: Bool = true
      var backups: Int = 0
    }
    object orders: Database { environment: production }
    object scratch: Database
    relation may_read(Agent, Database)
    action backup(db: Database) may fail {
      requires db.exists and db.backups < 2
      db.backups += 1
    }
    action drop(db: Database) { requires db.exists db.exists = false }
    action look(db: Database) { insert (actor, db) into may_read }
    agent cleaner { may backup, drop, look at most 6 steps }

    invariant no_data_lost "A production database is never dropped without a backup"
      message "\\(db.environment) data is gone"
    {
      every db in Database where db.environment == production { db.exists or db.backups > 0 }
    }
    invariant few "Backups are few" { every db in Database { db.backups < 3 } }
    possible both_gone "Both can go" { every db in Database { not db.exists } }
    """

  /// A world that counts to a number. Properties of it can have every verdict.
  static let counter = """
    world counter
    var n: Int = 0
    action up() { requires n < 50 n += 1 }

    invariant below "It stays below 51" { n < 51 }
    """

  /// A world with an infinite run that violates its property.
  static let lights = """
    world lights
    enum Color { red, green }
    var color: Color = red
    var served: Bool = false
    action toggle() { color = if color == red then green else red }
    action serve() { requires color == green and served served = true }

    invariant served_at_last "Somebody is served" { eventually { served } }
    """

  /// A world with an action that accepts any number.
  static let account = """
    world account
    var balance: Int = 10
    action withdraw(amount: Int) { requires amount > 0 balance -= amount }

    invariant solvent "There is no debt" { balance >= 0 }
    """

  /// A world with more states than can be explored in a test.
  static let vast = """
    world vast
    entity Cell { var n: Int = 0 }
    \((0..<14).map { "object c\($0): Cell" }.joined(separator: "\n"))
    action up(c: Cell) { requires c.n < 9 c.n += 1 }

    invariant odd "No sum is met" { sum(c in Cell: c.n * c.n) != 1133 }
    """
}
