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

        formatter.Write(new LogEntry<string>(LogLevel.Error, "Test", 0, $"key {StudioApplication.Key}\u009b1m", thrown, (text, _) => text), null, written);

        var line = written.ToString();
        Assert.Contains("forged", line, StringComparison.Ordinal);
        Assert.Contains("key ***", line, StringComparison.Ordinal);
        Assert.DoesNotContain(StudioApplication.Key, line, StringComparison.Ordinal);
        Assert.DoesNotContain(line.TrimEnd('\r', '\n'), char.IsControl);
    }
}
