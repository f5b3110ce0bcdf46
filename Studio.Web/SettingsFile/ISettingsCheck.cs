namespace Studio.Web.SettingsFile;

/// <summary>The rules that a start goes by.</summary>
public interface ISettingsCheck
{
    /// <summary>What a start with this studio.json would complain of, a sentence each; empty when it would start.</summary>
    IReadOnlyList<string> Problems(string text);
}
