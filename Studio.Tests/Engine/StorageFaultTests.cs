using Studio.Engine;
using Studio.Tests.Support;

namespace Studio.Tests.Engine;

public sealed class StorageFaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<int, StorageProblem> WindowsCodes => new()
    {
        { 112, StorageProblem.NoRoom },
        { 39, StorageProblem.NoRoom },
        { 1295, StorageProblem.NoRoom },
        { 19, StorageProblem.ReadOnly },
        { 5, StorageProblem.NotAllowed },
        { 32, StorageProblem.InUse },
        { 123, StorageProblem.BadName },
        { 206, StorageProblem.NameTooLong },
        { 183, StorageProblem.InTheWay },
        { 3, StorageProblem.Missing },
        { 1117, StorageProblem.Device },
        { 9999, StorageProblem.Unknown },
    };

    public static TheoryData<int, StorageProblem> LinuxCodes => new()
    {
        { 28, StorageProblem.NoRoom },
        { 122, StorageProblem.NoRoom },
        { 30, StorageProblem.ReadOnly },
        { 1, StorageProblem.NotAllowed },
        { 13, StorageProblem.NotAllowed },
        { 17, StorageProblem.InTheWay },
        { 20, StorageProblem.InTheWay },
        { 21, StorageProblem.InTheWay },
        { 36, StorageProblem.NameTooLong },
        { 22, StorageProblem.BadName },
        { 84, StorageProblem.BadName },
        { 40, StorageProblem.LinkLoop },
        { 2, StorageProblem.Missing },
        { 16, StorageProblem.InUse },
        { 11, StorageProblem.InUse },
        { 23, StorageProblem.TooManyFiles },
        { 24, StorageProblem.TooManyFiles },
        { 27, StorageProblem.TooLarge },
        { 5, StorageProblem.Device },
        { 116, StorageProblem.Device },
        { 4242, StorageProblem.Unknown },
    };

    [Theory]
    [MemberData(nameof(WindowsCodes))]
    public void Of_WindowsErrors_AreTold(int code, StorageProblem problem) =>
        Told(problem, new IOException("x", unchecked((int)0x80070000) | code));

    [Theory]
    [MemberData(nameof(LinuxCodes))]
    public void Of_LinuxErrors_AreTold(int code, StorageProblem problem)
    {
        if (OperatingSystem.IsLinux())
            Told(problem, new IOException("x", code));
    }

    [Fact]
    public void MayPass_IsAFullDiskAndOneThatCanOnlyBeReadAndNothingElse() =>
        Assert.Equal([StorageProblem.NoRoom, StorageProblem.ReadOnly], Enum.GetValues<StorageProblem>().Where(StorageFault.MayPass));

    [Fact]
    public void Of_EngineErrors_GoByTheirCauseAndElseByTheirKind()
    {
        Assert.Equal(StorageProblem.NoRoom, StorageFault.Of(new EngineException(EngineError.Storage, "x")));
        Assert.Equal(StorageProblem.ReadOnly, StorageFault.Of(new EngineException(EngineError.Storage, "x", new IOException("y", 30))));
        Assert.False(StorageFault.MayPass(new EngineException(EngineError.Unwritable, "x")));
        Assert.Null(StorageFault.Of(new EngineException(EngineError.BadPrompt, "x")));
        Assert.Null(StorageFault.Of(new FormatException("x")));
    }

    [Fact]
    public void Of_WhatTheSystemTrulySays_IsRecognised()
    {
        var file = Path.Join(_folder.Path, "file");
        File.WriteAllText(file, "");
        var loop = Path.Join(_folder.Path, "loop");
        File.CreateSymbolicLink(loop, loop);
        Assert.Equal(StorageProblem.InTheWay, Met(() => Directory.CreateDirectory(file)));
        Assert.Equal(StorageProblem.Missing, Met(() => File.WriteAllText(Path.Join(file, "x"), ""))); // the framework's word for ENOTDIR
        Assert.Equal(StorageProblem.NameTooLong, Met(() => File.WriteAllText(Path.Join(_folder.Path, new string('n', 300)), "")));
        Assert.Equal(StorageProblem.NameTooLong,
            Met(() => Directory.CreateDirectory(Path.Join([_folder.Path, .. Enumerable.Repeat(new string('n', 200), 25)]))));
        Assert.Equal(StorageProblem.LinkLoop, Met(() => File.WriteAllText(Path.Join(loop, "x"), "")));
        Assert.Equal(StorageProblem.Missing, Met(() => File.WriteAllText(Path.Join(_folder.Path, "no", "x"), "")));
        using (new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            Assert.Equal(StorageProblem.InUse, Met(() => File.ReadAllText(file)));
        if (File.Exists("/dev/full"))
            Assert.Equal(StorageProblem.NoRoom, Met(() => File.WriteAllText("/dev/full", "x")));
    }

    [Fact]
    public void Reason_OfEveryProblem_SaysSomethingAndNoPath()
    {
        foreach (var problem in Enum.GetValues<StorageProblem>())
        {
            Assert.EndsWith(".", StorageFault.Reason(problem), StringComparison.Ordinal);
            Assert.DoesNotContain("/", StorageFault.Reason(problem), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Words_OfTheSystem_AreReplacedAndOthersStay()
    {
        Assert.Equal("the disk is full.", StorageFault.Words(new IOException("No space left on device : '/srv/studio/x'", 28)));
        Assert.DoesNotContain("/srv", StorageFault.Words(new IOException("Odd : '/srv/studio/x'", 4242)), StringComparison.Ordinal);
        Assert.DoesNotContain("/srv", StorageFault.Words(new UnauthorizedAccessException("Access to the path '/srv/studio/x' is denied.")),
            StringComparison.Ordinal);
        Assert.Equal("The answer ended too early.", StorageFault.Words(new IOException("The answer ended too early.")));
    }

    private static void Told(StorageProblem problem, IOException error)
    {
        Assert.Equal(problem, StorageFault.Of(error));
        Assert.Equal(problem, StorageFault.Of(new InvalidOperationException("y", error)));
        Assert.Equal(problem, StorageFault.Of(new AggregateException(new FormatException(), error)));
        if (problem is StorageProblem.NotAllowed)
            Assert.Equal(problem, StorageFault.Of(new UnauthorizedAccessException("z", error)));
    }

    private static StorageProblem? Met(Action write) => StorageFault.Of(Assert.ThrowsAny<Exception>(write));
}
