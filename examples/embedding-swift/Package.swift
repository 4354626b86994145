// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "embedding-swift",
  platforms: [.macOS(.v15)],
  // In a package of your own: `.package(url: …, from: …)`.
  dependencies: [.package(name: "proviso", path: "../..")],
  targets: [
    .executableTarget(
      name: "Gatekeeper", dependencies: [.product(name: "Proviso", package: "proviso")])
  ],
  swiftLanguageModes: [.v6]
)
