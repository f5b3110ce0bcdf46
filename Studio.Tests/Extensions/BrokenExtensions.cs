using Studio.Tests.Support;
using static Studio.Tests.Extensions.ExtensionFolder;

namespace Studio.Tests.Extensions;

/// <summary>One server with every extension that can be wrong, and one that is right.</summary>
public sealed class BrokenExtensions : IAsyncLifetime
{
    private readonly TemporaryFolder _elsewhere = new();

    public StudioApplication Studio { get; private set; } = null!;

    public async Task InitializeAsync() => Studio = await StudioApplication.StartAsync(options => Fill(options.StudioDir));

    public async Task DisposeAsync()
    {
        await Studio.DisposeAsync();
        _elsewhere.Dispose();
    }

    private void Fill(string studio)
    {
        Add(studio, "good", TextNode("GoodTalker", "\"well\""));
        File.WriteAllText(Path.Join(Directory.CreateDirectory(Path.Join(studio, "extensions/good/web/sub")).FullName, "good.js"),
            "export {};");
        Make(studio, "manifest-none");
        File.WriteAllText(Path.Join(Make(studio, "manifest-text"), "extension.json"), "name: not json");
        Manifest(Make(studio, "manifest-wrong"), new { name = 5, assembly = "X.dll", contract = 1 });
        Manifest(Make(studio, "assembly-none"), new { name = "x", version = "1", assembly = "X.dll", contract = "2.0" });
        Manifest(Make(studio, "assembly-escape"), new { name = "x", version = "1", assembly = "../good/Good.dll", contract = "2.0" });
        Manifest(Make(studio, "assembly-unsaid"), new { name = "x", version = "1", contract = "2.0" });
        Manifest(Make(studio, "assembly-text"), new { name = "x", version = "1", assembly = "extension.json", contract = "2.0" });
        Add(studio, "contract-newer", TextNode("Newer", "\"\""), contract: "9999.0");
        Add(studio, "contract-older", TextNode("Older", "\"\""), contract: "1.2");
        Add(studio, "nodes-none", "public class Nothing { }");
        var library = Compile(_elsewhere.Path, "Somewhere",
            "namespace Somewhere; public static class Else { public static string Say() => \"x\"; }");
        Add(studio, "library-none", TextNode("Lonely", "Somewhere.Else.Say()"), references: library);
        Add(studio, "entry-throws", Entry("throw new InvalidOperationException(\"no licence\")"));
        Add(studio, "entry-foreign",
            Entry("services.Add(ServiceDescriptor.Singleton(typeof(Studio.Engine.Imaging.IImageStore), typeof(object)))"));
        Add(studio, "entry-twice", Entry("{ }").Replace("class Entry", "class Other", StringComparison.Ordinal)
            + "public sealed class Entry : IExtension { public void AddServices(IServiceCollection services) { } }");
        Add(studio, "off.disabled", TextNode("Off", "\"\""));
        var linked = Add(_elsewhere.Path, "linked", TextNode("Linked", "\"\""));
        Directory.CreateSymbolicLink(Path.Join(studio, "extensions/linked"), linked);
        Add(studio, "node-types", TextNode("WithUri", "\"\"", "[Input] public required Uri Where { get; init; }"));
        Add(studio, "node-ctor", TextNode("Angry", "\"\"", "public TalkerAngry() => throw new InvalidOperationException(\"not today\");"));
        Add(studio, "node-service-none",
            TextNode("Needy", "kettle.ToString()!", parameters: "(Kettle kettle)") + "public class Kettle { }");
        Add(studio, "node-service-throws", Entry("services.AddSingleton<Kettle>(_ => throw new InvalidOperationException(\"no water\"))")
            + "[Node(\"Dry\", Category = \"test\")] public sealed class Dry(Kettle kettle) : INode<string> { public string Run(NodeContext context) => kettle.ToString()!; } public class Kettle { }");
        Add(studio, "choices-throw",
            TextNode("Choosy", "\"\"", "[Input(ChoicesFrom = typeof(Menu))] public required string Dish { get; init; }")
            + "public sealed class Menu : IChoices { public IReadOnlyList<string> Choices => throw new InvalidOperationException(\"closed\"); }");
        BrokenSamplers.Fill(studio);
        Add(studio, "node-builtin", TextNode("EmptyImage", "\"\""));
        Add(studio, "zz-node-again",
            TextNode("GoodTalker", "\"worse\"")
                + "[Node(\"Again\", Category = \"test\")] public sealed class Again : INode<string> { public string Run(NodeContext context) => \"\"; }");
    }

    private static string Entry(string statement) => $$"""
        using Microsoft.Extensions.DependencyInjection;
        using Studio.Engine.Graph;
        namespace Written;
        [Node("Idle", Category = "test")]
        public sealed class Idle : INode<string> { public string Run(NodeContext context) => ""; }
        public sealed class Entry : IExtension
        {
            public void AddServices(IServiceCollection services) { {{statement}}; }
        }
        """;
}
