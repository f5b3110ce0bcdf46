namespace Studio.Web.SettingsFile;

public enum OptionKind
{
    Text,
    Whole,
    Number,
    Truth,
    Choice,
    List,
}

/// <summary>One setting of studio.json, as it is described and not as it is set.</summary>
/// <param name="Key">As in "Auth:Oidc:ClientId".</param>
/// <param name="Choices">The only values there are; empty for any.</param>
/// <param name="Help">What it does, in the words of the sample file.</param>
/// <param name="Default">As text; empty for none.</param>
public sealed record OptionEntry(string Key, OptionKind Kind, IReadOnlyList<string> Choices, string Help, string Default)
{
    // Whoever may set these reaches beyond the program: its files, its native code, what it installs. They are changed where the file is.
    private static readonly HashSet<string> OnTheMachineOnly = new(StringComparer.Ordinal)
    {
        "TlsCertfile", "TlsKeyfile", "BaseDirectory", "OutputDirectory", "InputDirectory", "TempDirectory", "UserDirectory",
        "ModelsDirectory", "ExtraModelPathsConfig", "LogFile", "WhitelistCustomNodes", "DisableAllCustomNodes",
        "Auth:Oidc:ClientSecretFile", "Backup:Folder", "Backup:PassphraseFile", "Backup:WithoutSecrets",
        "Extensions:Security", "Extensions:Catalogue", "Extensions:PublicKey", "Outgoing:AllowedNetworks", "OnnxRuntime:Library",
    };

    public string Section => Key.LastIndexOf(':') is var at && at < 0 ? "" : Key[..at];

    public string Name => Key[(Key.LastIndexOf(':') + 1)..];

    /// <summary>Its value is told only to who asks for it, and that is written down.</summary>
    public bool IsSecret => Key == "Auth:Oidc:ClientSecret";

    /// <summary>Shown here and changed in the file.</summary>
    public bool IsFileOnly => OnTheMachineOnly.Contains(Key);
}
