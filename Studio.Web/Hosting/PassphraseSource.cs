using System.Text;
using Studio.Web.Auth;

namespace Studio.Web.Hosting;

/// <summary>
/// A passphrase on the command line would stand in the process list and in the shell's history: it comes from a file, the environment or
/// the keyboard.
/// </summary>
internal static class PassphraseSource
{
    public const string Variable = "STUDIO_BACKUP_PASSPHRASE";

    /// <summary>From the file, else the environment; null when neither is named.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string? Find(string? file) =>
        file is not null ? SecretFile.ReadText(file) : Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } value ? value : null;

    /// <summary>Asks at the keyboard, without showing it; null where nobody sits there.</summary>
    public static string? Ask(string question)
    {
        if (Console.IsInputRedirected)
            return null;
        Console.Error.Write(question);
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
                typed.Length = Math.Max(0, typed.Length - 1);
            else if (!char.IsControl(key.KeyChar))
                typed.Append(key.KeyChar);
        }

        Console.Error.WriteLine();
        return typed.ToString();
    }
}
