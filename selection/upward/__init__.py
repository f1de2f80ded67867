"""推荐上报: awards of a higher body, to which we recommend and whose answer we write down."""
