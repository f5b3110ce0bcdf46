using Studio.Engine.Comfy;
using Studio.Engine.Nodes;
using Studio.Tests.Support;

namespace Studio.Tests.Comfy;

public sealed class ListOrderTests
{
    [Fact]
    public void Choices_WhatComfyUiHas_ComesFirstAndInItsOrder()
    {
        Assert.Equal(ListOrder.Samplers, new SamplerNames(BuiltIn.Samplers).Choices.Take(ListOrder.Samplers.Count));
        Assert.Equal(ListOrder.Schedulers, new SchedulerNames(BuiltIn.Schedules).Choices.Take(ListOrder.Schedulers.Count));
    }

    [Fact]
    public void Choices_AreAllThatTheCatalogsHave()
    {
        Assert.Equal(BuiltIn.Samplers.Names, new SamplerNames(BuiltIn.Samplers).Choices.Order(StringComparer.Ordinal));
        Assert.Equal(BuiltIn.Schedules.Names, new SchedulerNames(BuiltIn.Schedules).Choices.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Of_NamesThatComfyUiDoesNotHave_FollowByName() =>
        Assert.Equal(["euler", "ddim", "another", "idle"], ListOrder.Of(ListOrder.Samplers, ["idle", "ddim", "another", "euler"]));
}
