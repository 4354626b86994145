// swift-tools-version: 6.1
import PackageDescription

#if os(Linux)
  // The libraries in C that a program carries in itself. Z3 and simdjson it loads.
  // `PROVISO_SHARED_LIBRARIES` loads these, too, where a system has no archives of them.
  let carriesLibraries = Context.environment["PROVISO_SHARED_LIBRARIES"] == nil
#else
  let carriesLibraries = false
#endif

/// A library in C as an archive, which leaves nothing to load, or by its plain name.
func carried(_ library: String, on platforms: [Platform]? = nil) -> LinkerSetting {
  .linkedLibrary(
    carriesLibraries ? ":lib\(library).a" : library, platforms.map { .when(platforms: $0) })
}

let package = Package(
  name: "proviso",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "proviso", targets: ["ProvisoCommand"]),
    .library(name: "Proviso", targets: ["Proviso"]),
    // A release names it `libproviso`, which SwiftPM does not allow beside the executable.
    .library(name: "ProvisoC", type: .dynamic, targets: ["ProvisoC"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CZ3", pkgConfig: "z3", providers: [.apt(["libz3-dev"]), .brew(["z3"])]),
    // On Linux without `pkgConfig`, which would name the shared libraries beside the archives.
    .systemLibrary(
      name: "CCrypto", pkgConfig: carriesLibraries ? nil : "libcrypto",
      providers: [.apt(["libssl-dev"])]),
    .systemLibrary(
      name: "CSQLite", pkgConfig: carriesLibraries ? nil : "sqlite3",
      providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),
    .systemLibrary(
      name: "CYAML", pkgConfig: carriesLibraries ? nil : "yaml-0.1",
      providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
    .target(name: "CSimdJSON", linkerSettings: [.linkedLibrary("simdjson")]),
    .target(name: "CSpawn"),
    .target(name: "Essentials"),
    .target(name: "LoopbackHTTP"),
    .target(name: "Z3", dependencies: ["CZ3"]),
    .target(name: "JSON", dependencies: ["CSimdJSON"]),
    // The calls of an agent's session, which many processes write.
    .target(name: "SQLite", dependencies: ["CSQLite"], linkerSettings: [carried("sqlite3")]),
    // `proviso.yaml` and agent plans.
    .target(name: "YAML", dependencies: ["CYAML"], linkerSettings: [carried("yaml")]),
    // Exact, unbounded integers: the language promises them (SemanticsOfProperties, "Numbers and text").
    .target(name: "BigNumbers"),
    .target(name: "ProvisoPatterns"),
    .target(name: "ProvisoKernel", dependencies: ["BigNumbers", "ProvisoPatterns"]),
    .target(name: "JSONOutput", dependencies: ["ProvisoKernel"]),
    .target(name: "JSONRPC", dependencies: ["JSON", "JSONOutput", "ProvisoKernel"]),
    .target(name: "ProvisoResult", dependencies: ["ProvisoKernel"]),
    .target(name: "ProvisoEngine", dependencies: ["ProvisoKernel", "ProvisoPatterns", "Z3"]),
    .target(name: "ProvisoSyntax", dependencies: ["ProvisoKernel"]),
    .target(
      name: "ProvisoLanguage",
      dependencies: [
        "ProvisoKernel", "ProvisoPatterns", "ProvisoSyntax",
        .product(name: "OrderedCollections", package: "swift-collections"),
      ]),
    .target(name: "ProvisoPlans", dependencies: ["ProvisoKernel"]),
    .target(
      name: "ProvisoWorlds",
      dependencies: ["ProvisoKernel", "ProvisoLanguage", "ProvisoPlans", "ProvisoSyntax"]),
    .target(
      name: "ProvisoInput",
      dependencies: [
        "ProvisoKernel", "ProvisoPlans", "ProvisoResult", "CSpawn", "JSON",
        // Apple's systems have the digests of CryptoKit.
        .target(name: "CCrypto", condition: .when(platforms: [.linux])),
      ], linkerSettings: [carried("crypto", on: [.linux])]),
    .target(
      name: "ProvisoTerraform",
      dependencies: [
        "Essentials", "ProvisoInput", "ProvisoKernel", "ProvisoPlans", "ProvisoResult", "JSON",
      ]),
    .target(
      name: "ProvisoAgent",
      dependencies: [
        "ProvisoInput", "ProvisoKernel", "ProvisoPatterns", "ProvisoPlans", "ProvisoResult", "JSON",
        "JSONOutput", "YAML",
      ],
      // Links to files under specs/tools/options/.
      resources: [.embedInCode("ToolOptions")]),
    .target(
      name: "ProvisoReport", dependencies: ["JSONOutput", "ProvisoKernel", "ProvisoResult"]),
    .target(
      name: "Proviso",
      dependencies: [
        "Essentials", "ProvisoInput", "ProvisoKernel", "ProvisoPatterns", "ProvisoResult",
        "ProvisoEngine", "ProvisoSyntax",
        "ProvisoLanguage", "ProvisoPlans", "ProvisoWorlds", "ProvisoTerraform", "ProvisoAgent",
        "ProvisoReport", "Z3",
      ],
      // Links to the files under specs/: those that users read are the ones that are built in. What is
      // built in has a name by the file's alone, so the links of one pack begin with its name.
      resources: [
        .embedInCode("StandardPack"), .embedInCode("InjectionPack"),
        .embedInCode("ProviderPacks"), .embedInCode("ToolContracts"),
        .embedInCode("ToolPolicies"),
      ]),
    .target(
      name: "ProvisoRuntime",
      dependencies: [
        "Essentials", "JSON", "JSONOutput", "Proviso", "ProvisoAgent", "ProvisoInput",
        "ProvisoKernel", "SQLite",
      ]),
    .target(
      name: "ProvisoMCP",
      dependencies: [
        "CSpawn", "JSON", "JSONOutput", "JSONRPC", "Proviso", "ProvisoEngine", "ProvisoInput",
        "ProvisoKernel", "ProvisoReport", "ProvisoRuntime",
      ]),
    .target(
      name: "ProvisoPlay",
      dependencies: [
        "JSON", "JSONOutput", "LoopbackHTTP", "Proviso", "ProvisoCourse", "ProvisoEngine",
        "ProvisoInput", "ProvisoReport", "ProvisoResult",
      ],
      // Links to the files under specs/ and examples/, as above.
      resources: [.embedInCode("Examples"), .embedInCode("Page")]),
    .target(
      name: "ProvisoC",
      dependencies: [
        "JSON", "JSONOutput", "Proviso", "ProvisoAgent", "ProvisoInput", "ProvisoKernel",
        "ProvisoLanguage", "ProvisoReport", "ProvisoResult", "Z3",
      ], exclude: ["include"]),
    .target(
      name: "ProvisoCourse",
      dependencies: [
        "Essentials", "Proviso", "ProvisoInput", "ProvisoKernel", "ProvisoReport",
        "ProvisoResult", "ProvisoSyntax",
      ],
      // `Lessons` has links to the pages of the catalogue.
      resources: [.embedInCode("Exercises"), .embedInCode("Lessons")]),
    .executableTarget(
      name: "ProvisoCommand",
      dependencies: [
        "Essentials", "Proviso", "ProvisoCourse", "ProvisoAgent", "ProvisoKernel",
        "ProvisoLanguage", "ProvisoMCP", "ProvisoPlay", "ProvisoReport",
        "ProvisoResult", "ProvisoRuntime", "CSpawn", "JSON", "JSONOutput", "JSONRPC", "YAML",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .target(name: "TestSupport", path: "Tests/TestSupport"),
    .testTarget(name: "Z3Tests", dependencies: ["Z3", "TestSupport"]),
    .testTarget(name: "BigNumbersTests", dependencies: ["BigNumbers", "TestSupport", "Z3"]),
    .testTarget(name: "SQLiteTests", dependencies: ["SQLite"]),
    .testTarget(name: "JSONTests", dependencies: ["TestSupport", "JSON"]),
    .testTarget(name: "LoopbackHTTPTests", dependencies: ["LoopbackHTTP", "TestSupport"]),
    .testTarget(name: "JSONRPCTests", dependencies: ["JSON", "JSONOutput", "JSONRPC"]),
    .testTarget(name: "YAMLTests", dependencies: ["TestSupport", "YAML"]),
    .testTarget(
      name: "ProvisoPatternsTests", dependencies: ["TestSupport", "ProvisoPatterns"]),
    .testTarget(name: "ProvisoKernelTests", dependencies: ["TestSupport", "ProvisoKernel"]),
    .testTarget(
      name: "ProvisoEngineTests",
      dependencies: ["TestSupport", "ProvisoEngine", "ProvisoKernel", "Z3"]),
    .testTarget(
      name: "ProvisoSyntaxTests",
      dependencies: ["TestSupport", "ProvisoSyntax", "ProvisoKernel"]),
    .testTarget(
      name: "ProvisoLanguageTests",
      dependencies: [
        "TestSupport", "ProvisoLanguage", "ProvisoSyntax", "ProvisoTerraform", "ProvisoKernel",
      ]),
    .testTarget(
      name: "ProvisoWorldsTests",
      dependencies: ["ProvisoWorlds", "ProvisoLanguage", "ProvisoSyntax", "ProvisoKernel"]),
    .testTarget(
      name: "ProvisoTerraformTests", dependencies: ["TestSupport", "ProvisoTerraform", "JSON"]),
    .testTarget(
      name: "ProvisoAgentTests",
      dependencies: ["TestSupport", "ProvisoAgent", "ProvisoPlans", "ProvisoKernel", "JSON"]),
    .testTarget(
      name: "ProvisoReportTests",
      dependencies: ["TestSupport", "ProvisoReport", "ProvisoResult", "ProvisoKernel"]),
    .testTarget(
      name: "ProvisoTests",
      dependencies: [
        "TestSupport", "Proviso", "ProvisoAgent", "ProvisoEngine", "ProvisoLanguage",
        "ProvisoPlans", "ProvisoReport",
        "ProvisoResult", "ProvisoSyntax", "ProvisoTerraform", "ProvisoWorlds", "Z3",
      ],
      exclude: ["Reference/shop.json", "InjectionPack/Worlds"]),
    .testTarget(
      name: "ProvisoCourseTests",
      dependencies: ["Proviso", "ProvisoCourse", "ProvisoKernel", "ProvisoReport", "ProvisoResult"]),
    .testTarget(
      name: "ProvisoRuntimeTests",
      dependencies: [
        "Proviso", "ProvisoKernel", "ProvisoRuntime", "JSON", "JSONOutput", "SQLite", "TestSupport",
      ]),
    .testTarget(
      name: "ToyInputTests",
      dependencies: [
        "Proviso", "ProvisoInput", "ProvisoKernel", "ProvisoReport", "ProvisoResult", "YAML",
      ]),
    .target(
      name: "Fuzzing",
      dependencies: [
        "JSON", "JSONRPC", "Proviso", "ProvisoAgent", "ProvisoInput", "ProvisoKernel",
        "ProvisoLanguage", "ProvisoReport", "ProvisoResult", "ProvisoSyntax", "ProvisoTerraform",
        "TestSupport", "YAML",
      ], path: "Tests/Fuzzing"),
    .testTarget(name: "FuzzingTests", dependencies: ["Fuzzing", "TestSupport"]),
    .testTarget(name: "HouseTests"),
    .testTarget(
      name: "EndToEndTests", dependencies: ["Fuzzing", "TestSupport"], path: "Tests/EndToEnd",
      exclude: ["PublicClient"]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)

// The fuzzer has no `main` of its own, so it builds only with `--sanitize fuzzer`.
if Context.environment["PROVISO_FUZZER"] != nil {
  package.targets.append(
    .executableTarget(
      name: "Fuzzer", dependencies: ["Fuzzing"], path: "Tests/Fuzzer",
      swiftSettings: [.unsafeFlags(["-parse-as-library"])]))
}
