using Studio.Engine;
using Studio.Engine.Graph;

namespace Studio.Tests.Graph;

public sealed class DiskFullTests
{
    [Theory]
    [InlineData(28, true)]
    [InlineData(122, true)]
    [InlineData(unchecked((int)0x80070070), true)]
    [InlineData(5, false)]
    public void IsCause_SystemErrors_AreTold(int code, bool isFull)
    {
        var error = new IOException("x", code);
        Assert.Equal(isFull, DiskFull.IsCause(error));
        Assert.Equal(isFull, DiskFull.IsCause(new InvalidOperationException("y", error)));
        Assert.Equal(isFull, DiskFull.IsCause(new AggregateException(new FormatException(), error)));
    }

    [Fact]
    public void IsCause_EngineErrors_AreTheStorageKindOnly()
    {
        Assert.True(DiskFull.IsCause(new EngineException(EngineError.Storage, "x")));
        Assert.False(DiskFull.IsCause(new EngineException(EngineError.BadFile, "x")));
    }
}
