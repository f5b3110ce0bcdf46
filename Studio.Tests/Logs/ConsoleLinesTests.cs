using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Studio.Tests.Support;

namespace Studio.Tests.Logs;

public sealed class ConsoleLinesTests(SharedStudio shared) : IClassFixture<SharedStudio>
{
    [Fact]
    public void Write_HostileText_IsOneLineWithoutEscapesOrSecrets()
    {
        var used = shared.Studio.Get<IOptions<ConsoleLoggerOptions>>().Value.FormatterName;
        var formatter = shared.Studio.Services.GetServices<ConsoleFormatter>().Single(formatter => formatter.Name == used);
        var thrown = new InvalidDataException($"'x\n12:00:00 info: forged\u001b[2J\0' {StudioApplication.Key}");
        using var written = new StringWriter();

        formatter.Write(new LogEntry<string>(LogLevel.Error, "Test", 0, $"key {StudioApplication.Key}\u009b1m", thrown, (text, _) => text),
            null, written);

        var line = written.ToString();
        Assert.Contains("forged", line, StringComparison.Ordinal);
        Assert.Contains("key ***", line, StringComparison.Ordinal);
        Assert.DoesNotContain(StudioApplication.Key, line, StringComparison.Ordinal);
        Assert.DoesNotContain(line.TrimEnd('\r', '\n'), char.IsControl);
    }
}

/// <summary>The same for --log-format json, where every value also stands by itself.</summary>
public sealed class JsonConsoleLinesTests
{
    [Fact]
    public async Task Write_Secrets_AreMaskedInMessageAndValues()
    {
        await using var studio = await StudioApplication.StartAsync(options => options.LogFormat = Studio.Web.LogFormat.Json);
        var used = studio.Get<IOptions<ConsoleLoggerOptions>>().Value.FormatterName;
        var formatter = studio.Services.GetServices<ConsoleFormatter>().Single(formatter => formatter.Name == used);
        using var written = new StringWriter();
        var state = new Dictionary<string, object?> { ["Path"] = $"/x?api_key={StudioApplication.Key}", ["Count"] = 3,
            ["Names"] = new[] { "a", "password=hunter2-hunter2" } };

        formatter.Write(
            new LogEntry<Dictionary<string, object?>>(LogLevel.Error, "Test", 7, state,
                new InvalidDataException($"with {StudioApplication.Key}"), (_, _) => $"key {StudioApplication.Key}"), null, written);

        var line = System.Text.Json.Nodes.JsonNode.Parse(written.ToString())!;
        Assert.DoesNotContain(StudioApplication.Key, written.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", written.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("key ***", (string?)line["Message"], StringComparison.Ordinal);
        Assert.Contains("with ***", (string?)line["Message"], StringComparison.Ordinal);
        Assert.Equal(("/x?api_key=***", 3), ((string?)line["State"]!["Path"], (int)line["State"]!["Count"]!));
    }
}
