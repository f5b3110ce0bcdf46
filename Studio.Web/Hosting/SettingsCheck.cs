using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Studio.Web.SettingsFile;

namespace Studio.Web.Hosting;

/// <summary>Reads a studio.json that is not kept yet as a start would, below the environment.</summary>
internal sealed class SettingsCheck(StudioOptions running) : ISettingsCheck
{
    public IReadOnlyList<string> Problems(string text)
    {
        try
        {
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
            var (options, mistakes) = OptionsReader.Read(
            [
                new("studio.json", new ConfigurationBuilder().AddJsonStream(stream).Build()),
                new("environment", new ConfigurationBuilder().AddEnvironmentVariables("Studio__").Build()),
            ]);
            options.StudioDir = running.StudioDir;
            options.Auth.KeySource = running.Auth.KeySource;
            return [.. mistakes, .. new ValidateStudioOptions().Validate(null, options).Failures ?? []];
        }
        catch (Exception e) when (e is FormatException or InvalidDataException or JsonException)
        {
            return [$"studio.json would not be valid JSON: {(e.InnerException ?? e).Message}"];
        }
    }
}
