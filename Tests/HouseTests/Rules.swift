/// What each target may import, and which of its folders may use which.
struct TargetRule {
  let imports: Set<String>
  /// For each folder those that it may use; `.` is the target's own folder. Empty for a target without
  /// folders.
  let folders: [String: Set<String>]

  init(imports: Set<String>, folders: [String: Set<String>] = [:]) {
    self.imports = imports
    self.folders = folders
  }
}

/// A use that closes a cycle between folders, and why it is allowed.
struct CycleException: Hashable {
  let target: String
  let folder: String
  let used: String
  let reason: String
}

enum Rules {
  /// Every target may import the C library. Only `Essentials` may import Foundation, and only where there is no
  /// FoundationEssentials: ICU makes the program twice as large.
  static let systemLibraries: Set<String> = ["Darwin", "Glibc", "Musl"]

  static let targets: [String: TargetRule] = [
    "CSimdJSON": TargetRule(imports: []),
    "CSpawn": TargetRule(imports: []),
    "CCrypto": TargetRule(imports: []),
    "CSQLite": TargetRule(imports: []),
    "CYAML": TargetRule(imports: []),
    "CZ3": TargetRule(imports: []),
    "BigNumbers": TargetRule(imports: []),
    "Essentials": TargetRule(imports: ["Foundation", "FoundationEssentials"]),
    "JSON": TargetRule(imports: ["CSimdJSON"]),
    "JSONOutput": TargetRule(imports: ["ProvisoKernel"]),
    "LoopbackHTTP": TargetRule(imports: ["Dispatch", "Synchronization"]),
    "JSONRPC": TargetRule(imports: ["JSON", "JSONOutput", "ProvisoKernel", "Synchronization"]),
    "SQLite": TargetRule(imports: ["CSQLite", "Synchronization"]),
    "YAML": TargetRule(imports: ["CYAML"]),
    "Z3": TargetRule(imports: ["CZ3", "Dispatch", "Synchronization"]),
    "ProvisoPatterns": TargetRule(imports: ["Synchronization"]),
    "ProvisoKernel": TargetRule(
      imports: ["BigNumbers", "ProvisoPatterns", "Synchronization"],
      folders: [
        "Names": [],
        "Properties": [],
        "Runs": ["System", "Terms", "Values"],
        "System": ["Values"],
        "Terms": ["System", "Values"],
        "Transitions": ["Properties", "Runs", "Terms", "Values"],
        "Values": [],
        "Vocabulary": ["Runs", "System", "Terms", "Values"],
      ]),
    "ProvisoResult": TargetRule(imports: ["ProvisoKernel"]),
    "ProvisoPlans": TargetRule(imports: ["ProvisoKernel"]),
    "ProvisoInput": TargetRule(
      imports: [
        "CCrypto", "CryptoKit", "CSpawn", "Dispatch", "JSON", "ProvisoKernel", "ProvisoPlans",
        "ProvisoResult",
        "Synchronization",
      ]),
    "ProvisoEngine": TargetRule(
      imports: ["Dispatch", "ProvisoKernel", "ProvisoPatterns", "Synchronization", "Z3"],
      folders: [
        "Shared": [],
        "Order": ["Shared"],
        "Transitions/Exploration": ["Shared"],
        "Transitions/Explicit": ["Shared", "Transitions/Exploration"],
        "Transitions/Ideals": [
          "Order", "Shared", "Transitions/Exploration", "Transitions/Explicit",
        ],
        "Transitions/Programs": ["Shared", "Transitions/Exploration", "Transitions/Explicit"],
        "Transitions/Symbolic": ["Shared", "Transitions/Exploration"],
        "Transitions": [
          "Shared", "Transitions/Exploration", "Transitions/Explicit", "Transitions/Ideals",
          "Transitions/Programs", "Transitions/Symbolic",
        ],
      ]),
    "ProvisoSyntax": TargetRule(
      imports: ["ProvisoKernel"],
      folders: ["Formatting": ["Source", "Syntax"], "Source": [], "Syntax": ["Source"]]),
    "ProvisoLanguage": TargetRule(
      imports: ["OrderedCollections", "ProvisoKernel", "ProvisoPatterns", "ProvisoSyntax"],
      folders: [
        "Addresses": [], "Checking": ["Models"], "Explanations": [],
        "Meaning": ["Addresses", "Models", "Policies"], "Models": [], "Policies": ["Addresses"],
      ]),
    "ProvisoWorlds": TargetRule(
      imports: ["ProvisoKernel", "ProvisoLanguage", "ProvisoPlans", "ProvisoSyntax"],
      folders: [
        "Execution": ["State"], "Footprints": ["Plans", "State"],
        "Grounding": ["Execution", "State"], "Plans": [], "State": [],
      ]),
    "ProvisoTerraform": TargetRule(
      imports: [
        "Essentials", "JSON", "ProvisoInput", "ProvisoKernel", "ProvisoPlans",
        "ProvisoResult", "Synchronization",
      ],
      folders: [
        "Configuration": ["Document"],
        "Document": [],
        "Repairs": [
          "Configuration", "Document", "Input", "Order", "Plan", "Resources", "Universe",
        ],
        "Graph": ["Configuration", "Order", "Plan", "Resources"],
        "Input": ["Document", "Graph", "Plan", "Universe"],
        "Order": ["Configuration", "Resources"],
        "Plan": ["Configuration", "Document", "Order", "Resources"],
        "Resources": ["Configuration", "Document"],
        "Universe": ["Document", "Order", "Plan", "Resources"],
      ]),
    "ProvisoAgent": TargetRule(
      imports: [
        "JSON", "JSONOutput", "ProvisoInput", "ProvisoKernel", "ProvisoPatterns", "ProvisoPlans",
        "ProvisoResult", "Synchronization", "YAML",
      ],
      folders: [
        "Documents": [],
        "Flow": ["Documents"],
        "Import": ["Trace"],
        "Input": [
          "Flow", "Import", "Plan", "Plan/Native", "Records", "Shell", "Trace", "Universe",
        ],
        "Plan": ["Plan/Document", "Plan/LangGraph", "Plan/Native", "Plan/StateMachine", "Trace"],
        "Plan/Document": ["Trace"],
        "Plan/Graphs": ["Plan/Document"],
        "Plan/LangGraph": ["Plan/Document", "Plan/Graphs", "Trace"],
        "Plan/Native": ["Plan/Document", "Shell", "Shell/Tools", "Trace"],
        "Plan/StateMachine": ["Plan/Document", "Plan/Graphs", "Trace"],
        "Records": ["Plan/Native", "Shell", "Shell/Tools", "Trace"],
        "Shell": ["Shell/Syntax", "Shell/Tools"],
        "Shell/Syntax": [],
        "Shell/Tools": ["Documents", "Shell/Syntax"],
        "Trace": [],
        "Universe": ["Flow", "Trace"],
      ]),
    "ProvisoReport": TargetRule(imports: ["JSONOutput", "ProvisoKernel", "ProvisoResult"]),
    "Proviso": TargetRule(
      imports: [
        "Dispatch", "Essentials", "ProvisoAgent", "ProvisoEngine", "ProvisoInput", "ProvisoKernel",
        "ProvisoLanguage", "ProvisoPatterns", "ProvisoPlans", "ProvisoResult", "ProvisoSyntax",
        "ProvisoTerraform", "ProvisoWorlds", "Synchronization", "Z3",
      ],
      folders: [
        ".": [],
        "Assembly": ["Specs"],
        "Explaining": ["Inputs", "Specs", "Verifying"],
        "Following": [],
        "Gating": ["Assembly", "Following", "Inputs", "Plans", "Specs", "Verifying"],
        "Inputs": [],
        "Judging": ["Assembly", "Specs"],
        "Plans": ["Specs", "Worlds"],
        "Repairing": ["Specs"],
        "Specs": [],
        "Testing": ["Assembly", "Inputs", "Specs", "Verifying"],
        "Verifying": [
          "Assembly", "Following", "Inputs", "Judging", "Plans", "Repairing", "Specs", "Worlds",
        ],
        "Worlds": ["Assembly", "Judging", "Specs"],
      ]),
    "ProvisoRuntime": TargetRule(
      imports: [
        "Essentials", "JSON", "JSONOutput", "Proviso", "ProvisoAgent", "ProvisoInput",
        "ProvisoKernel", "ProvisoPlans", "SQLite",
      ],
      folders: [
        "Approvals": [], "Audit": [], "Defence": ["Store"],
        "Hook": ["Approvals", "Audit", "Defence", "Hosts", "Session", "Store"], "Hosts": [],
        "Monitor": [], "Session": ["Approvals", "Audit", "Defence", "Store"], "Store": [],
      ]),
    "ProvisoMCP": TargetRule(
      imports: [
        "CSpawn", "Dispatch", "JSON", "JSONOutput", "JSONRPC", "Proviso", "ProvisoEngine",
        "ProvisoInput", "ProvisoKernel", "ProvisoReport", "ProvisoRuntime", "Synchronization",
      ],
      folders: ["Protocol": [], "Proxy": ["Protocol"], "Server": ["Protocol"]]),
    "ProvisoPlay": TargetRule(
      imports: [
        "JSON", "JSONOutput", "LoopbackHTTP", "Proviso", "ProvisoCourse", "ProvisoEngine",
        "ProvisoInput", "ProvisoReport", "ProvisoResult",
      ],
      folders: ["Judging": [], "Serving": ["Judging"]]),
    "ProvisoC": TargetRule(
      imports: [
        "Dispatch", "JSON", "JSONOutput", "Proviso", "ProvisoAgent", "ProvisoInput",
        "ProvisoKernel", "ProvisoLanguage", "ProvisoReport", "ProvisoResult", "Synchronization",
        "Z3",
      ]),
    "ProvisoCourse": TargetRule(
      imports: [
        "Essentials", "Proviso", "ProvisoInput", "ProvisoKernel", "ProvisoReport",
        "ProvisoResult", "ProvisoSyntax",
      ]),
    "ProvisoCommand": TargetRule(
      imports: [
        "ArgumentParser", "CSpawn", "Dispatch", "Essentials", "JSON", "JSONOutput", "Proviso",
        "ProvisoAgent", "ProvisoCourse", "ProvisoEngine", "JSONRPC",
        "ProvisoInput", "ProvisoKernel", "ProvisoLanguage", "ProvisoMCP", "ProvisoPlay",
        "ProvisoReport", "ProvisoResult", "ProvisoRuntime", "ProvisoSyntax", "ProvisoWorlds",
        "Synchronization",
        "YAML",
      ],
      folders: [
        ".": ["Evidence", "Formatting", "Hooks", "Output", "Settings", "Sharding"],
        "Evidence": ["Output"],
        "Formatting": ["Output"],
        "Hooks": ["Settings"], "Output": [], "Settings": ["Output"], "Sharding": ["Output"],
      ]),
  ]

  /// Uses that the arrows above allow, and without which they have no cycle.
  static let exceptions: Set<CycleException> = []

  /// The targets that know no kind of input, and so use no word of one. (`ProvisoResult` has the names
  /// of the kinds that are built in, and `ProvisoSyntax` one vocabulary for the examples of messages.)
  static let withoutTerraform: Set<String> = [
    "JSON", "JSONOutput", "JSONRPC", "ProvisoEngine", "ProvisoInput", "ProvisoKernel",
    "ProvisoLanguage", "ProvisoPatterns", "ProvisoPlans", "ProvisoReport", "ProvisoWorlds", "YAML",
    "Z3",
  ]
  static let wordsOfTerraform = ["terraform", "opentofu", "create_before_destroy", "after apply"]
  /// Folders whose files are examples for readers.
  static let examples: Set<String> = ["ProvisoLanguage/Explanations"]

  /// The words by which the command is used. A library does not know how its caller is used.
  static let wordsOfTheCommand = [
    "--graph", "--strict", "--conventions", "--terraform-bin", "--terraform-timeout",
    "--run-terraform", "--root", " -s ",
    "proviso check", "proviso explain", "proviso explore", "proviso simulate", "proviso specs",
    "proviso schema", "proviso test", "proviso fmt", "proviso init", "proviso hook",
    "proviso audit", "proviso selftest", "proviso monitor", "proviso mcp", "proviso play",
  ]
  /// The targets of the command.
  static let command: Set<String> = ["ProvisoCommand"]

  /// Names on contributors' pages that are Swift's or the language's own, or no types.
  static let foreignNames: Set<String> = [
    "Bool", "Decimal", "Dictionary", "EndToEndTests", "Int", "Sendable", "Set",
  ]
  /// Paths on contributors' pages that are in Terraform's repository, or that a reader would make.
  static let foreignPaths: Set<String> = ["SARIFReport.swift", "internal/terraform/"]
}
