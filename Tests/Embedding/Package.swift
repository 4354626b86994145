// swift-tools-version: 6.1
import PackageDescription

// A package of its own, as an embedder's is: it imports only `Proviso`.
let package = Package(
  name: "embedding",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "proviso", path: "../..")],
  targets: [
    .testTarget(
      name: "EmbeddingTests",
      dependencies: [.product(name: "Proviso", package: "proviso")],
      swiftSettings: [.enableUpcomingFeature("MemberImportVisibility")])
  ],
  swiftLanguageModes: [.v6]
)
