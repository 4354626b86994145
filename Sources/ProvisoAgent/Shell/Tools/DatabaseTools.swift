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
      let isWhole = words.values["tables"] == nil && words.flags["schema"] == nil
      return [
        builder.call(
          dump,
          with: [
            "database": try target(words, into: &builder).value,
            "path": try words.values["path"]?.last.map { path throws(ShellGap) in
              try builder.value(of: path, as: .path)
            } ?? .constant(.string("-")), "whole": .constant(.bool(isWhole)),
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
    let name =
      words.values["name"]?.last ?? words.operands.first ?? builder.environment["PGDATABASE"]
    var host = words.values["host"]?.last ?? builder.environment["PGHOST"]
    var port = words.values["port"]?.last
    if let text = host?.plainText {
      guard !text.contains(",") else { throw ShellGap("several hosts are not supported") }
      let plain = DatabaseNames.host(text)
      host = plain.map { ShellArgument($0) }
      if plain == nil {
        builder.assumptions.append("the default database server is the local one")
      }
    }
    if port?.plainText == DatabaseNames.port { port = nil }
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
      "triggers, rules, cascades, views, inheritance and partitions of a database have no other effects"
    )
    guard let commands = words.values["command"] else {
      guard case .text(let text) = builder.input else {
        throw ShellGap("its SQL is unknown")
      }
      // psql continues after a failed statement in its input, and then succeeds.
      return try calls(of: text, on: target, builder: builder).map { $0.handled(.goOn) }
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
    for effect in try SQLText.effects(text) {
      switch effect {
      case .nothing: continue
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
    return out
  }
}
