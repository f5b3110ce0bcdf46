using Studio.Engine;
using Studio.Engine.Imaging;
using Studio.Engine.Models;
using Studio.Engine.Nodes;
using static Studio.Tests.Support.NodeRuns;

namespace Studio.Tests.Nodes;

public sealed class ConditioningNodeTests
{
    private static readonly Conditioning One = new([new ConditioningEntry(Filled(1, 1, 2, 2)) { Pooled = Filled(1, 1, 2) }]);
    private static readonly Conditioning Three = new(
        [new ConditioningEntry(Filled(3, 1, 3, 2)) { Pooled = Filled(3, 1, 2) }, new ConditioningEntry(Filled(9, 1, 1, 2))]);

    [Fact]
    public void Combine_Entries_AreListed() =>
        Assert.Equal(3, new ConditioningCombine { Conditioning1 = One, Conditioning2 = Three }.Run(Context()).Entries.Count);

    [Fact]
    public void Average_ShorterText_CountsAsZero()
    {
        var mixed =
            new ConditioningAverage { ConditioningTo = Three, ConditioningFrom = One, ConditioningToStrength = 0.5 }.Run(Context()).Entries;

        AssertSame(Values([1, 3, 2], 2, 2, 2, 2, 1.5f, 1.5f), mixed[0].Embedding);
        AssertSame(Filled(2, 1, 2), mixed[0].Pooled!);
        AssertSame(Filled(5, 1, 1, 2), mixed[1].Embedding);
        AssertSame(Filled(1, 1, 2), mixed[1].Pooled!);
    }

    [Fact]
    public void Concat_Tokens_FollowEachOther()
    {
        var joined = new ConditioningConcat { ConditioningTo = One, ConditioningFrom = Three }.Run(Context()).Entries;

        AssertSame(Values([1, 5, 2], 1, 1, 1, 1, 3, 3, 3, 3, 3, 3), Assert.Single(joined).Embedding);
        var other = new Conditioning([new ConditioningEntry(Filled(1, 1, 2, 3))]);
        Assert.Throws<EngineException>(() => new ConditioningConcat { ConditioningTo = One, ConditioningFrom = other }.Run(Context()));
    }

    [Fact]
    public void SetArea_Pixels_BecomeLatentUnits()
    {
        var entry = new ConditioningSetArea { Conditioning = One, Width = 128, Height = 72, X = 16, Y = 8, Strength = 0.5 }.Run(
            Context()).Entries[0];

        Assert.Equal(new ConditioningArea(9, 16, 1, 2, IsFraction: false), entry.Area);
        Assert.Equal(0.5f, entry.Strength);
        var fraction =
            new ConditioningSetAreaPercentage { Conditioning = One, Width = 0.5, Height = 0.25, X = 0.1 }.Run(Context()).Entries[0];
        Assert.Equal(new ConditioningArea(0.25, 0.5, 0, 0.1, IsFraction: true), fraction.Area);
        Assert.Equal(2, new ConditioningSetAreaStrength { Conditioning = One, Strength = 2 }.Run(Context()).Entries[0].Strength);
    }

    [Fact]
    public void SetMask_SetTimestepRange_ZeroOut_ChangeOnlyTheirPart()
    {
        var masked = new ConditioningSetMask { Conditioning = One, Mask = new Mask(Filled(1, 1, 2, 2)), Strength = 0.5,
            SetCondArea = "mask bounds" }.Run(Context()).Entries[0];
        Assert.True(masked is { AreaFromMask: true, MaskStrength: 0.5f, Mask: not null, Strength: 1 });

        var timed = new ConditioningSetTimestepRange { Conditioning = One, Start = 0.25, End = 0.75 }.Run(Context()).Entries[0];
        Assert.Equal((0.25f, 0.75f), (timed.StartPercent, timed.EndPercent));

        var zero = new ConditioningZeroOut { Conditioning = One }.Run(Context()).Entries[0];
        AssertSame(Filled(0, 1, 2, 2), zero.Embedding);
        AssertSame(Filled(0, 1, 2), zero.Pooled!);
    }
}
