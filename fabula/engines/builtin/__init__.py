"""The engines that come along: real servers on the loopback, labelled as a demo wherever they show."""
