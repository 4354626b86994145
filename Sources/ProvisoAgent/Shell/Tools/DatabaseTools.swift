import ProvisoKernel
import ProvisoPlans

/// The command lines of PostgreSQL: `psql`, `pg_dump`, `dropdb` and `createdb`.
enum DatabaseTools {
  private static let database = ShellToolType.entity("Database")
  private static let table = ShellToolType.entity("Table")

  private static let query = ShellTool("psql_query", [("database", database)])
  private static let drop = ShellTool(
    "psql_drop",
    [("database", database), ("kind", .text), ("name", .text), ("cascade", .bool)])
  private static let dropTable = ShellTool(
    "psql_drop_table", [("database", database), ("table", table), ("cascade", .bool)])
  private static let truncate = ShellTool(
    "psql_truncate", [("database", database), ("table", table), ("cascade", .bool)])
  private static let delete = ShellTool(
    "psql_delete", [("database", database), ("table", table), ("filtered", .bool)])
  private static let update = ShellTool(
    "psql_update", [("database", database), ("table", table), ("filtered", .bool)])
  private static let insert = ShellTool("psql_insert", [("database", database), ("table", table)])
  private static let create = ShellTool(
    "psql_create", [("database", database), ("kind", .text), ("name", .text)])
  private static let alter = ShellTool(
    "psql_alter", [("database", database), ("table", table), ("drops", .bool)])
  private static let dump = ShellTool(
    "pg_dump", [("database", database), ("path", .path), ("whole", .bool)])
  private static let dropDatabase = ShellTool("dropdb", [("database", database)])
  private static let createDatabase = ShellTool("createdb", [("database", database)])

  static let others = [
    query, drop, dropTable, truncate, delete, update, insert, create, alter, dump, dropDatabase,
    createDatabase,
  ]

  /// `pg_dump`.
  static func dumping(_ form: ToolCommand) -> ToolCommand.Reading {
    { words, builder throws(ShellGap) in
      let path = try words.values["path"]?.last.map { path throws(ShellGap) in
        try builder.value(of: path, as: .path)
      }
      let isWhole =
        words.values["tables"] == nil && words.flags["schema"] == nil
        && path?.constant != .string("/dev/null")
      return [
        builder.call(
          dump,
          with: [
            "database": try target(words, into: &builder).value,
            "path": path ?? .constant(.string(Text(DatabaseDumps.output))),
            "whole": .constant(.bool(isWhole)),
          ])
      ]
    }
  }

  /// `dropdb` and `createdb`.
  static func administration(_ form: ToolCommand) -> ToolCommand.Reading {
    { words, builder throws(ShellGap) in
      [builder.call(form.tool, with: ["database": try target(words, into: &builder).value])]
    }
  }

  /// The name of the database, preceded by the host and the port if they are given.
  private static func target(
    _ words: ToolArguments, isPSQL: Bool = false, into builder: inout CallBuilder
  ) throws(ShellGap) -> Target {
    // With `-d`, the first operand of psql is the user.
    let most = isPSQL ? words.values["name"] == nil ? 2 : 1 : words.values["name"] == nil ? 1 : 0
    guard words.operands.count <= most else {
      throw ShellGap.extraOperand
    }
    // An empty value is none.
    func given(_ word: ShellArgument?) -> ShellArgument? { word?.plainText == "" ? nil : word }
    let name =
      given(words.values["name"]?.last ?? words.operands.first)
      ?? given(builder.environment["PGDATABASE"])
    var host = given(words.values["host"]?.last) ?? given(builder.environment["PGHOST"])
    var port = given(words.values["port"]?.last)
    if let text = host?.plainText {
      guard !text.contains(",") else { throw ShellGap("several hosts are not supported") }
      switch DatabaseNames.server(text) {
      case .local:
        host = nil
        builder.assumptions.append("the default database server is the local one")
      case .named(let name):
        host = ShellArgument(name)
        builder.assumptions.append("hosts with different names are different servers")
      case .unknown: return Target(name: nil)
      }
    }
    if let text = port?.plainText {
      guard let number = DatabaseNames.port(text) else { return Target(name: nil) }
      port = number.isEmpty ? nil : ShellArgument(number)
    }
    // Without a name, the database is configured elsewhere and can be any database.
    guard let name else { return Target(name: nil) }
    if host == nil {
      builder.assumptions.append(
        "the default database server is not one of the servers that are named")
    }
    let texts = [host, port, name].compactMap { $0 }.compactMap(\.plainText)
    guard texts.count == [host, port, name].compactMap({ $0 }).count else {
      return Target(name: nil)
    }
    if let text = name.plainText, text.contains("=") || text.contains("://") {
      throw ShellGap("a connection string is not supported")
    }
    if let text = name.plainText, text.utf8.count > DatabaseNames.longest {
      throw ShellGap(SQLText.longName)
    }
    return Target(name: texts.joined(separator: "/"))
  }

  private struct Target {
    /// The name of the database; `nil` if it is unknown.
    let name: String?

    var value: AgentPlanValue { name.map { .constant(.string(Text($0))) } ?? .unknown }

    func table(_ table: String) -> AgentPlanValue {
      name.map { .constant(.string(Text("\($0)/\(table)"))) } ?? .unknown
    }
  }

  // MARK: psql

  static func psql(_ form: ToolCommand) -> ToolCommand.Reading { readPSQL }

  @Sendable private static func readPSQL(
    _ words: ToolArguments, into builder: inout CallBuilder
  ) throws(ShellGap) -> [AgentPlanStep] {
    let target = try target(words, isPSQL: true, into: &builder)
    builder.assumptions.append(
      "triggers, rules, cascades, views, inheritance and partitions of a database have no other effects, nor have casts and functions with the names of columns, types or built-in functions"
    )
    let stopsAtError = try checkSettings(words.values["setting"] ?? [])
    guard let commands = words.values["command"] else {
      guard case .text(let text) = builder.input else {
        throw ShellGap("its SQL is unknown")
      }
      // psql continues after a failed statement in its input, and then succeeds. It fails without a
      // connection.
      let connection = builder.call(query, with: ["database": target.value])
      let calls = try calls(of: text, on: target, builder: builder)
      return [connection] + (stopsAtError ? calls : calls.map { $0.handled(.goOn) })
    }
    var out: [AgentPlanStep] = []
    for (index, command) in commands.enumerated() {
      guard let text = command.plainText else {
        throw ShellGap("its SQL is unknown")
      }
      let calls = try calls(of: text, on: target, builder: builder)
      out +=
        index == commands.count - 1 || calls.isEmpty
        ? calls : [AgentPlanStep(.sequence(calls), onFailure: .goOn, position: builder.position)]
    }
    return out
  }

  /// Checks the variables that options set, and returns whether psql stops at the first error.
  ///
  /// Variables in capitals change what psql does: `SINGLELINE` ends a statement with its line, and
  /// without `AUTOCOMMIT` nothing is stored. Others only stand for texts in the SQL.
  private static func checkSettings(_ settings: [ShellArgument]) throws(ShellGap) -> Bool {
    var stops = false
    for setting in settings {
      guard let text = setting.plainText else {
        throw ShellGap("a variable that it sets is unknown")
      }
      let name = text.prefix { $0 != "=" }
      switch name {
      case "ON_ERROR_STOP":
        // The last one counts, and without `=` the variable is unset.
        switch text.dropFirst(name.count) {
        case "=1", "=on", "=true", "=yes": stops = true
        case "", "=0", "=off", "=false", "=no": stops = false
        default: throw ShellGap("it sets a variable to a value that is not understood")
        }
      case "VERBOSITY", "QUIET", "ECHO", "ECHO_HIDDEN", "SHOW_CONTEXT", "HISTFILE", "HISTSIZE":
        continue
      default:
        guard name.utf8.contains(where: { (0x61...0x7A).contains($0) }) else {
          throw ShellGap("it sets a variable that changes what it does")
        }
      }
    }
    return stops
  }

  /// Whether a command of psql lists objects, such as `\\d`, `\\dt+ orders` or `\\l`.
  private static func isListing(_ text: String) -> Bool {
    guard text.hasPrefix("\\"),
      text.utf8.dropFirst().allSatisfy({ ShellLexer.isNameByte($0) || " +.*".utf8.contains($0) })
    else { return false }
    let name = text.dropFirst().prefix { $0 != " " }
    return ["l", "l+", "list", "list+", "conninfo", "encoding", "z", "sf", "sv"].contains(name)
      || name.first == "d"
        && name.dropFirst().allSatisfy { "abcCdDeEfFgilLmnoOpPrRsStTuUvxXyS+".contains($0) }
  }

  private static func calls(
    of text: String, on target: Target, builder: CallBuilder
  ) throws(ShellGap) -> [AgentPlanStep] {
    if isListing(text) {
      return [builder.call(query, with: ["database": target.value])]
    }
    var out: [AgentPlanStep] = []
    func add(_ tool: ShellTool, _ given: [String: AgentPlanValue]) {
      out.append(
        builder.call(tool, with: given.merging(["database": target.value]) { first, _ in first }))
    }
    var isOpen = false
    for effect in try SQLText.effects(text) {
      switch effect {
      case .begins: isOpen = true
      case .ends: isOpen = false
      case .reads: add(query, [:])
      case .drops("table", let names, let cascades):
        for name in names {
          add(dropTable, ["table": target.table(name), "cascade": .constant(.bool(cascades))])
        }
      case .drops("database", let names, _):
        for name in names {
          // The database is on the server to which psql is connected.
          let host = target.name?.split(separator: "/").dropLast().joined(separator: "/")
          let full = host.map { $0.isEmpty ? name : "\($0)/\(name)" }
          out.append(
            builder.call(
              dropDatabase,
              with: ["database": full.map { .constant(.string(Text($0))) } ?? .unknown]))
        }
      case .drops(let kind, let names, let cascades):
        for name in names {
          add(
            drop,
            [
              "kind": .constant(.string(Text(kind))), "name": .constant(.string(Text(name))),
              "cascade": .constant(.bool(cascades)),
            ])
        }
      case .truncates(let tables, let cascades):
        for name in tables {
          add(truncate, ["table": target.table(name), "cascade": .constant(.bool(cascades))])
        }
      case .deletes(let name, let isFiltered):
        add(delete, ["table": target.table(name), "filtered": .constant(.bool(isFiltered))])
      case .updates(let name, let isFiltered):
        add(update, ["table": target.table(name), "filtered": .constant(.bool(isFiltered))])
      case .inserts(let name): add(insert, ["table": target.table(name)])
      case .creates(let kind, let name):
        add(
          create,
          ["kind": .constant(.string(Text(kind))), "name": .constant(.string(Text(name)))])
      case .alters(let name, let drops):
        add(alter, ["table": target.table(name), "drops": .constant(.bool(drops))])
      }
    }
    // Without a commit, everything is taken back at the end of the session, and psql succeeds.
    guard !isOpen else { throw ShellGap("it begins a transaction that it does not end") }
    return out
  }
}
