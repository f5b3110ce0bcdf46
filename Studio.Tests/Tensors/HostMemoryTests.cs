using Studio.Engine;
using Studio.Engine.Tensors;

namespace Studio.Tests.Tensors;

public sealed class HostMemoryTests
{
    [Fact]
    public void Available_IsSomethingButNotMoreThanTheMachineHas() =>
        Assert.InRange(HostMemory.Available(), 1, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    [Fact]
    public void Require_MoreThanIsLeft_SaysHowMuch()
    {
        var failure = Assert.Throws<EngineException>(() => HostMemory.Require(3L << 30, "Painting", () => 100 << 20));
        Assert.Equal(EngineError.OutOfMemory, failure.Kind);
        Assert.Equal("Painting needs 3 GiB of memory at least, and 100 MiB may be used.", failure.Message);
    }

    [Fact]
    public void Require_RoomAfterCollecting_Passes()
    {
        var asked = 0;
        HostMemory.Require(5, "Painting", () => asked++ == 0 ? 0 : 5);
        Assert.Equal(2, asked);
    }

    [Fact]
    public void Require_SomebodyGivesBack_Passes()
    {
        var free = 100L;
        using (HostMemory.WhenShort(missing => free += missing))
            HostMemory.Require(1L << 50, "Painting", () => free);
        Assert.Throws<EngineException>(() => HostMemory.Require((1L << 50) + 1, "Painting", () => free));
    }

    [Theory]
    [InlineData(16384, 16384, 4096, 4096)]
    [InlineData(int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue)]
    [InlineData(1, 1, int.MaxValue, 1)]
    public void Tensor_LargerThanAnArray_IsOutOfMemory(params int[] shape)
    {
        var failure = Assert.Throws<EngineException>(() => new Tensor(shape));
        Assert.Equal(EngineError.OutOfMemory, failure.Kind);
        Assert.Contains($"[{string.Join(", ", shape)}]", failure.Message, StringComparison.Ordinal);
    }
}
