using Studio.Engine.Comfy;
using Studio.Engine.Diffusion;
using Studio.Engine.Diffusion.Schedules;
using Studio.Engine.Nodes;

namespace Studio.Tests.Comfy;

public sealed class ListOrderTests
{
    [Fact]
    public void Choices_WhatComfyUiHas_ComesFirstAndInItsOrder()
    {
        Assert.Equal(ListOrder.Samplers, new SamplerNames().Choices.Take(ListOrder.Samplers.Count));
        Assert.Equal(ListOrder.Schedulers, new SchedulerNames().Choices.Take(ListOrder.Schedulers.Count));
    }

    [Fact]
    public void Choices_AreAllThatTheCatalogsHave()
    {
        Assert.Equal(SamplerCatalog.Default.Names, new SamplerNames().Choices.Order(StringComparer.Ordinal));
        Assert.Equal(ScheduleCatalog.Default.Names, new SchedulerNames().Choices.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Of_NamesThatComfyUiDoesNotHave_FollowByName() =>
        Assert.Equal(["euler", "ddim", "another", "idle"], ListOrder.Of(ListOrder.Samplers, ["idle", "ddim", "another", "euler"]));
}
