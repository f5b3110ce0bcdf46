using Studio.Web.Components.Controls;

namespace Studio.Tests.Components;

public sealed class ReadableTests
{
    [Theory]
    [InlineData(0, "0.0 s")]
    [InlineData(9.94, "9.9 s")]
    [InlineData(9.96, "10 s")]
    [InlineData(59.4, "59 s")]
    [InlineData(59.7, "1 min")]
    [InlineData(60, "1 min")]
    [InlineData(61, "1 min 1 s")]
    [InlineData(119.6, "2 min")]
    [InlineData(200, "3 min 20 s")]
    [InlineData(3599, "59 min 59 s")]
    [InlineData(3599.6, "1 h")]
    [InlineData(7500, "2 h 5 min")]
    [InlineData(7199, "2 h")]
    [InlineData(90000, "25 h")]
    public void Duration_AnyTime_HasNoPartThatIsNothing(double seconds, string text) =>
        Assert.Equal(text, Readable.Duration(TimeSpan.FromSeconds(seconds)));
}
