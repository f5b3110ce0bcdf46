using System.Text;

namespace Studio.Web.Hosting;

/// <summary>The text of --help, made from the flags themselves.</summary>
internal static class Usage
{
    public static string Text
    {
        get
        {
            var text = new StringBuilder("studio-server [flags]\n\n");
            foreach (var flag in Flags.All.Where(flag => flag.Key is not null || flag.Name is "--help" or "--version"))
                text.Append("  ").Append((flag.Name + Value(flag)).PadRight(36)).Append(flag.Help).Append('\n');
            text.Append("\nEvery setting can also stand in STUDIO_DIR/studio.json, or in the environment as Studio__<Name>.\n")
                .Append("ComfyUI's other flags are accepted and have no effect.\n");
            return text.ToString();
        }
    }

    private static string Value(Flag flag) => flag.Values switch
    {
        FlagValues.None => "",
        FlagValues.Optional => " [VALUE]",
        FlagValues.Many => " VALUE…",
        _ => flag.IsPath ? " PATH" : " VALUE",
    };
}
