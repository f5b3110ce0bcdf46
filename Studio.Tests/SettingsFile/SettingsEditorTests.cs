using Microsoft.Extensions.Logging.Abstractions;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Auth;
using Studio.Web.Hosting;
using Studio.Web.SettingsFile;

namespace Studio.Tests.SettingsFile;

/// <summary>Every option is there with its help; what is wrong is not kept; what is secret is not told.</summary>
public sealed class SettingsEditorTests : IDisposable
{
    private static readonly CurrentUser Admin = CurrentUser.Administrator;

    private readonly TemporaryFolder _folder = new();
    private readonly Audit _audit;
    private readonly SettingsEditor _editor;
    private readonly StudioOptions _options;

    public SettingsEditorTests()
    {
        _options = new StudioOptions { StudioDir = _folder.Path };
        _audit = new Audit(_options, NullLoggerFactory.Instance, TimeProvider.System);
        _editor = new SettingsEditor(_options, new SettingsCheck(_options), _audit);
    }

    private string File => Path.Join(_folder.Path, "studio.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void List_HasEveryOptionWithItsHelpAndDefault()
    {
        var values = _editor.List(Admin);
        Assert.Empty(values.Where(value => value.Option.Help.Length == 0).Select(value => value.Option.Key));
        Assert.Empty(values.Where(value => value.IsSet).Select(value => value.Option.Key));
        Assert.Empty(values.Where(value => value.IsWaiting).Select(value => value.Option.Key));
        Assert.Equal("8188", Of("Port").Text);
        Assert.Equal(OptionKind.List, Of("Auth:Oidc:AllowedEmails").Option.Kind);
        Assert.Equal(["auto", "low", "balanced", "speed"], Of("Memory").Option.Choices);
    }

    [Fact]
    public void Save_WhatIsRight_IsKeptAndReadByTheNextStart()
    {
        System.IO.File.WriteAllText(File, "{\n  // my note\n  \"PreviewSize\": 256\n}");
        Assert.Empty(Save(("Port", "8190"), ("Cache", "lru"), ("PreviewSize", null),
            ("Auth:AllowedOrigins", "https://a.example\nhttps://b.example")));
        var (options, errors) = Settings.Read(_folder.Path, CommandLine.Parse([], _folder.Path));
        Assert.Empty(errors);
        Assert.Equal((8190, CacheMode.Lru, 512), (options.Port, options.Cache, options.PreviewSize));
        Assert.Equal(["https://a.example", "https://b.example"], options.Auth.AllowedOrigins);
        Assert.Contains("// my note", System.IO.File.ReadAllText(File), StringComparison.Ordinal);
        Assert.Equal((true, true), (Of("Port").IsSet, Of("Port").IsWaiting));
        Assert.Contains("setting.changed Port now 8190", Audited());
    }

    [Fact]
    public void Start_WithFlags_KnowsWhatGoesOverTheFile()
    {
        System.IO.File.WriteAllText(File, """{ "Port": 8190, "PreviewSize": 256 }""");
        var line = CommandLine.Parse(["--port", "8301"], _folder.Path);
        var (options, _) = Settings.Read(_folder.Path, line);
        Assert.Equal("a flag", options.SetOverFile["Port"]);
        Assert.DoesNotContain("PreviewSize", options.SetOverFile.Keys);
        var port = new SettingsEditor(options, new SettingsCheck(options), _audit).List(Admin).Single(value => value.Option.Key == "Port");
        Assert.Equal(("8190", true, false, "a flag", "8301"), (port.Text, port.IsSet, port.IsWaiting, port.SetBy, port.Running));
    }

    [Theory]
    [InlineData("Port", "many")]
    [InlineData("Port", "70000")]
    [InlineData("MultiUser", "perhaps")]
    [InlineData("Memory", "huge")]
    [InlineData("Auth:TrustedProxies", "10.0.0.0/8\nnowhere")]
    [InlineData("OnnxRuntime:Library", "/tmp/other.so")]
    [InlineData("Nothing", "1")]
    public void Save_WhatIsWrong_IsSaidAtItsKeyAndNotKept(string key, string value)
    {
        Assert.Contains(Save((key, value), ("PreviewSize", "256")), problem => problem.Key == key);
        Assert.False(System.IO.File.Exists(File));
        Assert.Empty(Audited());
    }

    [Fact]
    public void Secret_IsNotListedAndItsRevealIsWrittenDown()
    {
        Assert.Empty(Save(("Auth:Oidc:ClientSecret", "hush-hush-123456")));
        Assert.Equal(("", true), (Of("Auth:Oidc:ClientSecret").Text, Of("Auth:Oidc:ClientSecret").IsSet));
        Assert.Equal("hush-hush-123456", _editor.Reveal(Admin, "Auth:Oidc:ClientSecret"));
        Assert.Equal(["setting.changed Auth:Oidc:ClientSecret a new secret", "setting.revealed Auth:Oidc:ClientSecret "], Audited());
    }

    [Fact]
    public void WhoeverIsNoAdministratorInPerson_SeesAndChangesNothing()
    {
        CurrentUser[] others =
            [StudioApplication.User("anna"), StudioApplication.User("otto", Roles.Operator), Admin with { KeyId = "abc" }];
        foreach (var user in others)
        {
            Assert.Throws<UnauthorizedAccessException>(() => _editor.List(user));
            Assert.Throws<UnauthorizedAccessException>(() => _editor.Reveal(user, "Auth:Oidc:ClientSecret"));
            Assert.Throws<UnauthorizedAccessException>(() => _editor.Save(user, new Dictionary<string, string?> { ["Port"] = "1" }));
        }

        Assert.False(System.IO.File.Exists(File));
    }

    private SettingValue Of(string key) => _editor.List(Admin).Single(value => value.Option.Key == key);

    private IReadOnlyList<(string Key, string Problem)> Save(params (string Key, string? Value)[] changes) =>
        _editor.Save(Admin, changes.ToDictionary(change => change.Key, change => change.Value));

    private List<string> Audited()
    {
        var lines = new List<string>();
        while (_audit.Posts.TryRead(out var post))
            lines.Add($"{post.Line!.Action} {post.Line.Target} {post.Line.Detail}");
        return lines;
    }
}
